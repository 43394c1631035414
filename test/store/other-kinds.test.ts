// A directory where a file of the store should be, a file where a directory should be, a link, a fifo: found in every
// folder, healed, never waited on, never taken for the object, and in the way of no put.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import type { SourceLink } from "../../src/model/source-link.ts";
import { linkName } from "../../src/store/link-text.ts";
import { openStore } from "../../src/store/open-store.ts";
import { folders, textKinds } from "../../src/store/store-layout.ts";
import type { Store } from "../../src/store/store.ts";
import { messages, putFiles, temporaryFolder, temporaryStore, value } from "./temporary-store.ts";

const WRONG: Readonly<Record<string, (path: string) => void>> = {
  "an empty directory": (path) => mkdirSync(path),
  "a directory that holds something": (path) => (mkdirSync(path), writeFileSync(join(path, "x"), "x")),
  "a dangling link": (path) => symlinkSync("nowhere", path),
  "a link to a file": (path) => symlinkSync("/proc/version", path),
  "a link to a directory": (path) => symlinkSync("/proc", path),
  "a fifo": (path) => void execFileSync("mkfifo", [path]),
  "a file": (path) => writeFileSync(path, "something"),
};
const ofDirectories = ["a dangling link", "a link to a file", "a link to a directory", "a fifo", "a file"];

const LINK: SourceLink = { sha256: sha256("blob"), size: 4 };

/** Puts one object of each kind, and gives the tree's digest. */
async function fill(store: Store): Promise<string> {
  const tree = await putFiles(store, { "bin/run": "run me" });
  const file = join(value(await store.newScratch("download")), "file");
  writeFileSync(file, "blob");
  value(await store.putBlob(file, sha256("blob")));
  for (const kind of textKinds.filter((each) => each !== "links"))
    value(await store.putText(kind, "text", `${kind}\n`));
  value(await store.putLink(LINK));
  value(await store.withLock("held", async () => undefined));
  writeFileSync(store.partialPath(sha256("partial")), "part");
  const failed = value(await store.newScratch("failed"));
  value(await store.keepFailed("stage", failed));
  return tree.sha256;
}

async function found(store: Store, heal: boolean): Promise<string[]> {
  const lines: string[] = [];
  for await (const { object, healed } of store.verify({ heal })) lines.push(`${object} ${healed}`);
  return lines;
}

/** The objects that a store as `fill` leaves it has, by their paths. */
const OBJECTS = (tree: string): readonly string[] => [
  `blobs/${sha256("blob")}`,
  `trees/${tree}`,
  `listings/${tree}`,
  `sizes/${tree}`,
  `unsettled/${tree}`,
  `partial/${sha256("partial")}`,
  ...textKinds.map((kind) => `${kind}/${kind === "links" ? linkName(LINK) : "text"}`),
  `sums/${sha256("records\n")}`,
  "unfinished/text.log.gz",
  "failed/stage",
  "scratch/session-other",
  "quarantine/blobs-x-1",
  "locks/name-held",
];

/** Whether an object would be another thing than it is, if it were of that kind. */
function isWrongFor(object: string, kind: string): boolean {
  if (/^(trees|failed|scratch|quarantine)\//.test(object)) return ofDirectories.includes(kind);
  return kind !== "a file" || object.startsWith("locks/");
}

test("in every folder, what is of another kind is found and healed, and the store is filled again", async () => {
  const store = await temporaryStore();
  const tree = await fill(store);
  const all = OBJECTS(tree);
  expect(new Set(all.map((object) => object.slice(0, object.indexOf("/"))))).toEqual(new Set(folders));
  for (const [kind, make] of Object.entries(WRONG)) {
    for (const ofTrees of [false, true]) {
      const broken = all.filter((object) => ofTrees === object.startsWith("trees/") && isWrongFor(object, kind));
      for (const object of broken) {
        rmSync(join(store.home, object), { recursive: true, force: true });
        make(join(store.home, object));
      }
      // The text that is whole goes with its sum.
      const expected = new Set([
        ...broken,
        ...(broken.some((each) => each.startsWith("sums/")) ? ["records/text"] : []),
      ]);
      const said = (healed: string) => new Set([...expected].map((object) => `${object} ${healed}`));
      expect(new Set(await found(store, false)), kind).toEqual(said("no"));
      const restored = (line: string): string => line.replace(/^((?:listings|sizes).*) rewritten$/, "$1 put away");
      expect(new Set((await found(store, true)).map(restored)), kind).toEqual(said("put away"));
      expect(await found(store, false), kind).toEqual([]);
      await fill(store);
      expect(await found(store, false), kind).toEqual([]);
    }
  }
});

test("what is of another kind is not the object, and gives way to a put", async () => {
  const store = await temporaryStore();
  const tree = await fill(store);
  const digest = tree as ReturnType<typeof sha256>;
  for (const [kind, make] of Object.entries(WRONG)) {
    for (const object of OBJECTS(tree)) {
      if (!/^(blobs|trees|records|sums|listings|sizes)/.test(object) || !isWrongFor(object, kind)) continue;
      rmSync(join(store.home, object), { recursive: true, force: true });
      make(join(store.home, object));
    }
    if (kind !== "a file") {
      expect(await store.hasBlob(sha256("blob")), kind).toBe(false);
      expect(store.hasText("records", "text"), kind).toBe(false);
      expect(messages(await store.text("records", "text"))[0], kind).toMatch(/: it is a [a-z]+, not a file$/);
    }
    if (isWrongFor(`trees/${tree}`, kind)) expect(await store.hasTree(digest), kind).toBe(false);
    await fill(store);
    expect(await found(store, false), kind).toEqual([]);
    expect(value(await store.text("records", "text")), kind).toBe("records\n");
    expect(value(await store.tree(digest)).size, kind).toBe(6);
  }
});

test.each(["quarantine", "locks", "records", "trees", "scratch", "version", "locks/store"])(
  "%s of another kind: the store says so, and opens to be mended",
  async (part) => {
    const home = join(temporaryFolder(), "home");
    const store = await temporaryStore(home);
    await store.close();
    for (const [kind, make] of Object.entries(WRONG)) {
      if (/version|\//.test(part) ? false : !ofDirectories.includes(kind)) continue;
      rmSync(join(home, part), { recursive: true, force: true });
      make(join(home, part));
      const refused = await openStore(home, { bootId: "boot-1" });
      expect(messages(refused)[0], kind).toContain(`Cannot use "${part}" of the store`);
      expect(refused.ok ? undefined : refused.failures[0]!.hint).toContain("fromseed verify --store --heal");
      const mended = value(await openStore(home, { bootId: "boot-1", mend: true }));
      expect(await found(mended, true), kind).toEqual([`${part} put away`]);
      await fill(mended);
      await mended.close();
      const again = value(await openStore(home, { bootId: "boot-1" }));
      expect(await found(again, false), kind).toEqual([]);
      await again.close();
    }
  },
);

test("folders that are missing are made again; a folder that holds other things is no home", async () => {
  const home = join(temporaryFolder(), "home");
  const store = await temporaryStore(home);
  await fill(store);
  await store.close();
  for (const folder of ["quarantine", "locks", "scratch", "latest"]) rmSync(join(home, folder), { recursive: true });
  const again = await temporaryStore(home);
  expect(await found(again, false)).toEqual([]);
  await fill(again);

  const other = temporaryFolder();
  writeFileSync(join(other, "letter.txt"), "");
  const refused = await openStore(other, { bootId: "boot-1" });
  expect(messages(refused)[0]).toBe(
    `Cannot keep state in ${JSON.stringify(other)}: it is not a state folder, and holds "letter.txt"`,
  );
  expect(readdirSync(other)).toEqual(["letter.txt"]);
  expect(existsSync(join(other, "version"))).toBe(false);
});
