// The store's own promises: what is put is there, once; corrupt texts are not given; a power cut's leavings are found
// before use.

import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  chmodSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { openStore } from "../../src/store/open-store.ts";
import { messages, putFiles, temporaryFolder, temporaryStore, value, writeFiles } from "./temporary-store.ts";

test("a tree that is put is there under its digest, and putting it again drops the second", async () => {
  const store = await temporaryStore();
  const directory = value(await store.newScratch("tree"));
  writeFiles(directory, { "bin/run": "run", empty: "" });
  symlinkSync("bin/run", join(directory, "link"));
  const tree = value(await store.putTree(directory));
  expect(existsSync(directory)).toBe(false);
  expect(await store.hasTree(tree.sha256)).toBe(true);
  expect(value(await store.tree(tree.sha256))).toEqual(tree);
  expect(sha256(readFileSync(store.listingPath(tree.sha256)))).toBe(tree.sha256);
  expect(readFileSync(join(store.treeDirectory(tree.sha256), "link"), "utf8")).toBe("run");
  const inode = statSync(store.treeDirectory(tree.sha256)).ino;

  const again = value(await store.newScratch("tree"));
  writeFiles(again, { empty: "", "bin/run": "run" });
  symlinkSync("bin/run", join(again, "link"));
  expect(value(await store.putTree(again)).sha256).toBe(tree.sha256);
  expect(existsSync(again)).toBe(false);
  expect(statSync(store.treeDirectory(tree.sha256)).ino).toBe(inode);
});

test("the empty tree can be stored, and an absent one is a failure", async () => {
  const store = await temporaryStore();
  const empty = value(await store.putTree(value(await store.newScratch("empty"))));
  expect(value(await store.tree(empty.sha256))).toEqual({ sha256: sha256(""), entries: [], size: 0 });
  expect(await store.hasTree(sha256("x"))).toBe(false);
  expect(messages(await store.tree(sha256("x")))[0]).toBe(`Cannot use tree ${sha256("x")}: it is not in the store`);
});

test("a refused tree stays in scratch, and nothing of it in the store", async () => {
  const store = await temporaryStore();
  const directory = value(await store.newScratch("tree"));
  symlinkSync("..", join(directory, "up"));
  expect(messages(await store.putTree(directory))).toHaveLength(1);
  expect(existsSync(directory)).toBe(true);
  for (const folder of ["trees", "listings", "sizes", "unsettled"])
    expect(readdirSync(join(store.home, folder))).toEqual([]);
  value(await store.dropScratch(directory));
  expect(existsSync(directory)).toBe(false);
});

test("a blob goes in only under its own digest", async () => {
  const store = await temporaryStore();
  const file = join(value(await store.newScratch("download")), "file");
  writeFileSync(file, "content");
  expect(messages(await store.putBlob(file, sha256("other")))[0]).toContain(
    `its sha256 is ${sha256("content")}, not ${sha256("other")}`,
  );
  expect(existsSync(file)).toBe(true);
  expect(await store.hasBlob(sha256("other"))).toBe(false);
  value(await store.putBlob(file, sha256("content")));
  expect(existsSync(file)).toBe(false);
  expect(readFileSync(store.blobPath(sha256("content")), "utf8")).toBe("content");
  expect(statSync(store.blobPath(sha256("content"))).mode & 0o777).toBe(0o444);
  writeFileSync(file, "content");
  value(await store.putBlob(file, sha256("content")));
  expect(existsSync(file)).toBe(false);
  expect(messages(await store.putBlob(file, sha256("content")))[0]).toContain("no such file or directory (ENOENT)");
});

test("texts are found by name, replaced whole, and never given when corrupt", async () => {
  const store = await temporaryStore();
  expect(value(await store.text("records", "key"))).toBeUndefined();
  value(await store.putText("records", "key", "first\n"));
  value(
    await store.putTexts([
      { kind: "records", name: "key", content: "second\n" },
      { kind: "runs", name: "run.json", content: "{}" },
    ]),
  );
  expect(value(await store.text("records", "key"))).toBe("second\n");
  expect(value(await store.text("runs", "run.json"))).toBe("{}");
  expect(await store.texts("records")).toEqual(["key"]);
  writeFileSync(store.textPath("records", "key"), "secone\n");
  expect(messages(await store.text("records", "key"))[0]).toContain(`its sha256 is ${sha256("secone\n")}`);
  for (const name of ["", "../x", "a/b", ".hidden", "a b", "x".repeat(201)])
    await expect(async () => store.text("records", name)).rejects.toThrow("our bug");
});

test("sha256sum -c checks the latest listings against expected tree digests", async () => {
  const store = await temporaryStore();
  const tree = await putFiles(store, { "a/b": "c" });
  value(await store.putText("latest", "stage-1", readFileSync(store.listingPath(tree.sha256), "utf8")));
  const check = () =>
    execFileSync("sha256sum", ["-c"], {
      cwd: join(store.home, "latest"),
      input: `${tree.sha256}  stage-1\n`,
      encoding: "utf8",
    });
  expect(check()).toBe("stage-1: OK\n");
});

test("a tree that a power cut tore is found before its first use in the next boot, and can be put again", async () => {
  const home = join(temporaryFolder(), "home");
  const before = await temporaryStore(home, "boot-1");
  const torn = await putFiles(before, { "torn/file": "x".repeat(9000) });
  const whole = await putFiles(before, { whole: "y" });
  const file = join(before.treeDirectory(torn.sha256), "torn/file");
  truncateSync(file, 4096);
  // In the same boot nothing is read again: the page cache cannot be torn.
  expect(await before.hasTree(torn.sha256)).toBe(true);
  await before.close();

  const after = await temporaryStore(home, "boot-2");
  expect(await after.hasTree(whole.sha256)).toBe(true);
  expect(messages(await after.tree(torn.sha256))[0]).toContain("not in the store");
  expect(await after.hasTree(torn.sha256)).toBe(false);
  expect(readdirSync(join(home, "unsettled"))).toEqual([]);
  expect(readdirSync(join(home, "quarantine"))).toEqual([`trees-${torn.sha256}-1`]);
  await putFiles(after, { "torn/file": "x".repeat(9000) });
  expect(await after.hasTree(torn.sha256)).toBe(true);
  expect(readdirSync(join(home, "unsettled"))).toEqual([torn.sha256]);
});

test("whoever has no patience is not kept by scratch, which the next process sweeps", async () => {
  const home = join(temporaryFolder(), "home");
  const hasty = value(await openStore(home, { bootId: "boot-1" }));
  const [dropped, kept] = [value(await hasty.newScratch("dropped")), value(await hasty.newScratch("kept"))];
  for (const directory of [dropped, kept])
    writeFiles(directory, Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`file-${i}`, ""])));
  value(await hasty.dropScratch(dropped));
  await hasty.close(AbortSignal.abort());
  const [session] = readdirSync(join(home, "scratch"));
  expect(readdirSync(join(home, "scratch", session!, "kept-1"))).toHaveLength(500);
  expect(existsSync(join(home, "scratch", session!, "lock"))).toBe(true);

  const sweeping = value(await openStore(home, { bootId: "boot-1" }));
  value(await sweeping.newScratch("any"));
  // Nor is whoever sweeps what others left.
  await sweeping.close(AbortSignal.abort());
  expect(readdirSync(join(home, "scratch", session!, "kept-1"))).toHaveLength(500);

  const patient = value(await openStore(home, { bootId: "boot-1" }));
  value(await patient.newScratch("any"));
  await patient.close();
  expect(readdirSync(join(home, "scratch"))).toEqual([]);
});

test("scratch goes with the store, and its modes cannot keep it", async () => {
  const home = join(temporaryFolder(), "home");
  const store = value(await openStore(home, { bootId: "boot-1" }));
  const one = value(await store.newScratch("work"));
  const two = value(await store.newScratch("work"));
  expect(one).not.toBe(two);
  mkdirSync(join(one, "closed/inner"), { recursive: true });
  chmodSync(join(one, "closed"), 0);
  await expect(async () => store.dropScratch(home)).rejects.toThrow("our bug");
  await store.close();
  expect(readdirSync(join(home, "scratch"))).toEqual([]);
});

test("a store of another version, and a home that is a file, are failures", async () => {
  const home = join(temporaryFolder(), "home");
  mkdirSync(home);
  writeFileSync(join(home, "version"), "fromseed store 99\n");
  expect(messages(await openStore(home, { bootId: "boot-1" }))[0]).toContain("fromseed store 99");
  renameSync(join(home, "version"), join(home, "file"));
  expect(messages(await openStore(join(home, "file"), { bootId: "boot-1" }))[0]).toContain("Cannot keep state in");
});
