// Exports: the same bytes everywhere, readable by the system's tar, and never of a file that is not what its listing
// says.

import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import type { Tree } from "../../src/model/tree.ts";
import type { Store } from "../../src/store/store.ts";
import { TREE_TAR } from "../../src/store/tar-parts.ts";
import { messages, temporaryFolder, temporaryStore, value, writeFiles } from "./temporary-store.ts";

const long = `${"long-directory-name/".repeat(6)}file`;
const hasTar = spawnSync("tar", ["--version"]).status === 0;

async function putSample(store: Store) {
  const directory = value(await store.newScratch("tree"));
  writeFiles(directory, {
    "bin/run": "#!/bin/sh\n",
    "a-b": "x".repeat(512),
    "a/b": "",
    [long]: "far away",
    "usr/é": "é",
  });
  chmodSync(join(directory, "bin/run"), 0o755);
  mkdirSync(join(directory, "var/empty"), { recursive: true });
  symlinkSync("/bin/run", join(directory, "bin/link"));
  symlinkSync(`/${long}`, join(directory, "bin/far"));
  return value(await store.putTree(directory));
}

const exportTar = (store: Store, { sha256 }: Tree, file: string) =>
  store.readTar(sha256, { form: TREE_TAR, take: (piece) => appendFileSync(file, piece) });

test("the tar archive is the same to the byte on every machine", async () => {
  const store = await temporaryStore();
  const tree = await putSample(store);
  const file = join(temporaryFolder(), "tree.tar");
  value(await exportTar(store, tree, file));
  expect(sha256(readFileSync(file))).toBe("2d43b999e252a0198139e76a9f7ea526564e3fb81bd13885aa5819a8066c2d1b");
  expect(readFileSync(file).length % 512).toBe(0);
});

test.skipIf(!hasTar)(
  "the system's tar reads it, and gives the same tree back (skipped where there is no tar)",
  async () => {
    const store = await temporaryStore();
    const tree = await putSample(store);
    const folder = temporaryFolder();
    value(await exportTar(store, tree, join(folder, "tree.tar")));
    const names = execFileSync("tar", ["--quoting-style=literal", "-tf", join(folder, "tree.tar")], {
      encoding: "utf8",
    }).split("\n");
    expect(names.slice(0, 6)).toEqual(["a/", "a-b", "a/b", "bin/", "bin/far", "bin/link"]);
    const unpacked = value(await store.newScratch("unpacked"));
    execFileSync("tar", ["-xf", join(folder, "tree.tar"), "-C", unpacked]);
    expect(lstatSync(join(unpacked, "a-b")).mtimeMs).toBe(1000);
    expect(value(await store.sealTree(unpacked)).sha256).toBe(tree.sha256);
  },
);

test("a directory is exported with modes 644 and 755, and seals to the same digest", async () => {
  const store = await temporaryStore();
  const tree = await putSample(store);
  const destination = join(temporaryFolder(), "exported");
  value(await store.exportDirectory(tree.sha256, destination));
  expect(lstatSync(join(destination, "a-b")).mode & 0o777).toBe(0o644);
  expect(lstatSync(join(destination, "bin/run")).mode & 0o777).toBe(0o755);
  expect(readlinkSync(join(destination, "bin/link"))).toBe("/bin/run");
  expect(lstatSync(join(destination, "var/empty")).mtimeMs).toBe(1000);
  expect(value(await store.sealTree(destination)).sha256).toBe(tree.sha256);
  expect(messages(await store.exportDirectory(tree.sha256, destination))[0]).toContain("it exists already");
  expect(messages(await store.exportDirectory(tree.sha256, "/nowhere/at/all"))[0]).toContain("ENOENT");
});

test("a corrupt file is not exported", async () => {
  const store = await temporaryStore();
  const tree = await putSample(store);
  const file = join(store.treeDirectory(tree.sha256), "a-b");
  chmodSync(file, 0o644);
  const folder = temporaryFolder();
  for (const content of ["y".repeat(512), "x".repeat(511), "x".repeat(513)]) {
    writeFileSync(file, content);
    expect(messages(await store.exportDirectory(tree.sha256, join(folder, "exported")))[0]).toContain(
      `Cannot use "${file}"`,
    );
    expect(existsSync(join(folder, "exported")) || existsSync(join(folder, "exported.partial"))).toBe(false);
    expect(messages(await exportTar(store, tree, join(folder, "tree.tar")))[0]).toContain(`Cannot use "${file}"`);
  }
});
