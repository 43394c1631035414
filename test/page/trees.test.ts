// Digests of trees in memory are those of the store, and bundles come back as they were.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { asSha256 } from "../../src/bytes/sha256.ts";
import { readBundle, writeBundle } from "../../src/page/chain.ts";
import { hexBytes } from "../../src/page/hex-text.ts";
import { sha256 } from "../../src/page/sha256.ts";
import { below, type FileContent, treeDigest } from "../../src/page/trees.ts";
import { treeOf } from "../../src/store/listing.ts";
import { tries } from "../extent.ts";

const nodes = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

test("sha256 is that of node:crypto around every length of a block, and of random bytes", () => {
  for (let length = 0; length < 200; length++) {
    const bytes = new Uint8Array(length).fill(length);
    expect(sha256(bytes), `${length} bytes`).toBe(nodes(bytes));
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
      expect(sha256(bytes)).toBe(nodes(bytes));
      expect(sha256(bytes.subarray(1))).toBe(nodes(bytes.subarray(1)));
    }),
    tries(1000),
  );
});

const paths = fc
  .array(fc.stringMatching(/^[a-zé\u{1f331}\uff5e-]{1,3}$/u), { minLength: 1, maxLength: 3 })
  .map((names) => names.join("/"));
const trees = fc.uniqueArray(fc.tuple(paths, fc.uint8Array({ maxLength: 20 }), fc.boolean()), {
  selector: ([path]) => path,
});

test("a tree's digest is the store's", () => {
  expect(treeDigest(new Map())).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  fc.assert(
    fc.property(trees, (entries) => {
      const files = new Map(entries.map(([path, bytes, executable]) => [path, { bytes, executable }]));
      const stored = treeOf(
        entries.map(([path, bytes, executable]) => ({
          type: "file",
          path,
          executable,
          sha256: asSha256(nodes(bytes))!,
          size: bytes.length,
        })),
      );
      expect(treeDigest(files)).toBe(stored.sha256);
    }),
    tries(1000),
  );
});

test("a bundle holds what was put into it, and the files below a directory are found", () => {
  fc.assert(
    fc.property(trees, (entries) => {
      const files = new Map<string, FileContent>(
        entries.map(([path, bytes, executable]) => [`src/${path}`, { bytes, executable }]),
      );
      const read = readBundle(writeBundle(files));
      expect(plain(read)).toEqual(plain(files));
      expect([...below(read, "src/").keys()]).toEqual(entries.map(([path]) => path));
      expect(below(read, "repo/").size).toBe(0);
    }),
    tries(300),
  );
});

/** As ordinary arrays, so that views and copies compare alike. */
function plain(files: ReadonlyMap<string, FileContent>): unknown {
  return [...files].map(([path, { bytes, executable }]) => [path, [...bytes], executable]);
}

test("the seed's text stands for the pinned bytes", () => {
  const folder = join(import.meta.dirname, "../../bootstrap-seed/hex0");
  const pinned = readFileSync(join(folder, "hex0.sha256"), "utf8").slice(0, 64);
  expect(sha256(hexBytes(readFileSync(join(folder, "hex0.hex0"), "utf8")))).toBe(pinned);
});
