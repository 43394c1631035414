// Trees taken from their tars: the same tree whatever the pieces, and nothing at all where one bit is another.

import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Tree } from "../../src/model/tree.ts";
import type { Store } from "../../src/store/store.ts";
import { TREE_TAR, tarSize } from "../../src/store/tar-parts.ts";
import { messages, temporaryStore, value, writeFiles } from "./temporary-store.ts";

async function sample(): Promise<{ readonly tree: Tree; readonly tar: Buffer }> {
  const store = await temporaryStore();
  const directory = value(await store.newScratch("tree"));
  writeFiles(directory, { "bin/run": "#!/bin/sh\n", "a/b": "", "a/c": "x".repeat(700), "usr/é": "é" });
  chmodSync(join(directory, "bin/run"), 0o755);
  mkdirSync(join(directory, "var/empty"), { recursive: true });
  symlinkSync("/bin/run", join(directory, "bin/link"));
  const tree = value(await store.putTree(directory));
  const pieces: Buffer[] = [];
  value(await store.readTar(tree.sha256, { form: TREE_TAR, take: (piece) => pieces.push(Buffer.from(piece)) }));
  return { tree, tar: Buffer.concat(pieces) };
}

async function* cut(tar: Uint8Array, at: readonly number[]): AsyncGenerator<Uint8Array, void> {
  let from = 0;
  for (const to of [...at, tar.length].sort((a, b) => a - b)) {
    yield tar.subarray(from, to);
    from = to;
  }
}

async function isUntouched(store: Store, { sha256 }: Tree): Promise<boolean> {
  return !(await store.hasTree(sha256)) && !existsSync(store.listingPath(sha256));
}

test("however it is cut, it becomes the tree that a build would have stored, and a seal finds nothing to change", async () => {
  const { tree, tar } = await sample();
  expect(tarSize(tree, TREE_TAR)).toBe(tar.length);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: tar.length }), { maxLength: 20 }), async (at) => {
      const store = await temporaryStore();
      value(await store.takeTree(tree, cut(tar, at)));
      expect(value(await store.tree(tree.sha256))).toEqual(tree);
      value(await store.checkTree(tree.sha256));
      for (const path of ["", "bin", "bin/run", "a/b"])
        expect(statSync(join(store.treeDirectory(tree.sha256), path)).mtimeMs).toBe(1000);
      await store.close();
    }),
    { numRuns: 8 },
  );
});

test("one bit that is another, or one byte too few or too many: it is refused, and nothing of it is stored", async () => {
  const { tree, tar } = await sample();
  const store = await temporaryStore();
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: tar.length - 1 }), fc.nat({ max: 7 }), async (at, bit) => {
      const changed = Buffer.from(tar);
      changed[at]! ^= 1 << bit;
      const taken = await store.takeTree(tree, cut(changed, [100, 600]));
      expect(messages(taken)[0]).toMatch(
        /^Cannot take tree [0-9a-f]{64}: what was given is not its tar: it has |its file/,
      );
      expect(await isUntouched(store, tree)).toBe(true);
    }),
    { numRuns: 100 },
  );
  for (const other of [
    tar.subarray(0, -1),
    tar.subarray(0, 0),
    tar.subarray(0, 512),
    Buffer.concat([tar, Buffer.of(0)]),
  ])
    expect(messages(await store.takeTree(tree, cut(other, [])))[0]).toMatch(/it ends too early|more follows/);
  expect(await isUntouched(store, tree)).toBe(true);
  expect(readdirSync(join(store.home, "trees"))).toEqual([]);
});

test("sizes that no file has are refused, be they in the manifest alone", async () => {
  const { tree, tar } = await sample();
  const store = await temporaryStore();
  const entries = tree.entries.map((entry) =>
    entry.type === "file" && entry.path === "a/c" ? { ...entry, size: 0 } : entry,
  );
  expect((await store.takeTree({ ...tree, entries }, cut(tar, []))).ok).toBe(false);
  expect(await isUntouched(store, tree)).toBe(true);
});
