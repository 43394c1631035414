// Verification finds a flipped bit, a wrong mode, a missing or an extra entry in every kind of object, and heals.

import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import type { Store } from "../../src/store/store.ts";
import type { Finding } from "../../src/store/verify.ts";
import { messages, putFiles, temporaryStore, value } from "./temporary-store.ts";

async function fullStore() {
  const store = await temporaryStore();
  const tree = await putFiles(store, { "bin/run": "run me", "etc/file": "text", "etc/other": "text" });
  const file = join(value(await store.newScratch("download")), "file");
  writeFileSync(file, "blob");
  value(await store.putBlob(file, sha256("blob")));
  value(await store.putText("records", "key", "record"));
  value(await store.putText("latest", "stage", readFileSync(store.listingPath(tree.sha256), "utf8")));
  value(await store.putText("manifests", "stage.json", "{}"));
  value(await store.putText("runs", "run.json", "{}{}"));
  value(await store.putText("logs", "stage.log", "line\n"));
  return { store, tree, directory: store.treeDirectory(tree.sha256) };
}

async function findings(store: Store, heal = false): Promise<Finding[]> {
  const found: Finding[] = [];
  for await (const finding of store.verify({ heal })) found.push(finding);
  return found;
}

function flip(path: string, bit = 0): void {
  const mode = statSync(path).mode;
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 1 << bit;
  chmodSync(path, 0o644);
  writeFileSync(path, bytes);
  chmodSync(path, mode);
}

test("a store as it was put has no findings, and progress runs to its end", async () => {
  const { store } = await fullStore();
  const progress: string[] = [];
  for await (const finding of store.verify({ onProgress: (done, total) => progress.push(`${done}/${total}`) }))
    expect.unreachable(JSON.stringify(finding));
  const total = progress.length - 1;
  expect(total).toBeGreaterThan(7);
  expect(progress).toEqual(Array.from({ length: total + 1 }, (_, done) => `${done}/${total}`));
});

test("a flipped bit is found in every file of the store that has content", async () => {
  const { store } = await fullStore();
  const files = readdirSync(store.home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => statSync(path).size > 0 && !/\/(scratch|locks|unsettled|version)/.test(path));
  expect(files.length).toBe(11);
  for (const [i, path] of files.entries()) {
    flip(path, i % 8);
    const found = await findings(store);
    expect(
      found.map((finding) => finding.object),
      path,
    ).toHaveLength(1);
    expect(
      join(store.home, found[0]!.object).startsWith(path.includes("/trees/") ? join(store.home, "trees") : path),
      path,
    ).toBe(true);
    flip(path, i % 8);
  }
  expect(await findings(store)).toEqual([]);
});

test.each<[string, (directory: string) => void, RegExp]>([
  ["a mode", (directory) => chmodSync(join(directory, "etc/file"), 0o644), /"etc\/file": it is a file of mode 644/],
  ["an execute bit", (directory) => chmodSync(join(directory, "etc/file"), 0o555), /"etc\/file" is an executable file/],
  [
    "a directory's mode",
    (directory) => chmodSync(join(directory, "etc"), 0o700),
    /"etc": it is a directory of mode 700/,
  ],
  ["a missing file", (directory) => unlinkSync(join(directory, "etc/file")), /"etc\/file" is missing/],
  [
    "an extra file",
    (directory) => writeFileSync(join(directory, "extra"), "", { mode: 0o444 }),
    /"extra" is not in the listing/,
  ],
  [
    "an extra directory",
    (directory) => mkdirSync(join(directory, "extra"), { mode: 0o755 }),
    /"extra" is not in the listing/,
  ],
  [
    "a link in place of a file",
    (directory) => (unlinkSync(join(directory, "etc/file")), symlinkSync("other", join(directory, "etc/file"))),
    /"etc\/file" is a link to "other"/,
  ],
  [
    "another name",
    (directory) => renameSync(join(directory, "bin/run"), join(directory, "bin/ran")),
    /"bin\/run" is missing/,
  ],
])("in a tree, %s is found and healed by putting the tree away", async (_, change, expected) => {
  const { store, tree, directory } = await fullStore();
  change(directory);
  const [found, ...rest] = await findings(store, true);
  expect(rest).toEqual([]);
  expect(found).toMatchObject({ object: `trees/${tree.sha256}`, healed: "put away" });
  expect(found!.failure.details!.join("\n")).toMatch(expected);
  expect(await store.hasTree(tree.sha256)).toBe(false);
  await putFiles(store, { "bin/run": "run me", "etc/file": "text", "etc/other": "text" });
  expect(await findings(store)).toEqual([]);
});

test("what belongs to a whole tree is written again", async () => {
  const { store, tree } = await fullStore();
  flip(store.listingPath(tree.sha256));
  rmSync(join(store.home, "sizes", tree.sha256));
  expect((await findings(store, true)).map(({ object, healed }) => `${object} ${healed}`)).toEqual([
    `listings/${tree.sha256} rewritten`,
    `sizes/${tree.sha256} rewritten`,
  ]);
  expect(value(await store.tree(tree.sha256))).toEqual(tree);
  expect(await findings(store)).toEqual([]);
  // A use of the tree does as much; one that is not whole has nothing that could stand beside it.
  flip(store.listingPath(tree.sha256));
  rmSync(join(store.home, "sizes", tree.sha256));
  expect(value(await store.tree(tree.sha256))).toEqual(tree);
  expect(await findings(store)).toEqual([]);
  flip(store.listingPath(tree.sha256));
  flip(join(store.treeDirectory(tree.sha256), "etc/file"));
  expect(messages(await store.tree(tree.sha256))[0]).toContain("its sha256 is");
});

test("a corrupt blob and a corrupt text are put away, so that they are absent", async () => {
  const { store } = await fullStore();
  flip(store.blobPath(sha256("blob")));
  flip(store.textPath("records", "key"));
  expect((await findings(store, true)).map(({ object, healed }) => `${object} ${healed}`)).toEqual([
    `blobs/${sha256("blob")} put away`,
    "records/key put away",
  ]);
  expect(await store.hasBlob(sha256("blob"))).toBe(false);
  expect(value(await store.text("records", "key"))).toBeUndefined();
  expect(await findings(store)).toEqual([]);
});

test("a folder that the store does not know is named and left alone", async () => {
  const { store } = await fullStore();
  mkdirSync(join(store.home, "stranger"));
  expect((await findings(store, true)).map(({ object, healed }) => `${object} ${healed}`)).toEqual(["stranger no"]);
});
