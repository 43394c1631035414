// Taint in words: every root and its size, and a bound on how many files are named.

import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import type { OpaqueInput } from "../../src/model/manifest.ts";
import { taintText } from "../../src/report/taint-text.ts";

const seed: OpaqueInput = { type: "seed", name: "seed", size: 179, sha256: sha256("seed") };
const bridge: OpaqueInput = {
  type: "bridge",
  name: "compiler",
  size: 212_000_000,
  tree: sha256("compiler"),
  why: "it is written in its own language",
  standsFor: "the compiler by an older one",
  until: "an older one is built from source",
  lineage: [],
};
const file = (name: string): OpaqueInput => ({ type: "file", name, size: 2048, sha256: sha256(name) });

test.each<[readonly OpaqueInput[], string]>([
  [[], "no other binary"],
  [[seed], "seed, 179 bytes; no other binary"],
  [
    [seed, bridge],
    "seed, 179 bytes; not from source: compiler, 202 MiB, in place of the compiler by an older one; no other binary",
  ],
  [
    [bridge, { ...bridge, name: "its library", standsFor: "the library" }, { ...bridge, name: "linker", size: 1024 }],
    "not from source: compiler, 202 MiB, linker, 1.0 KiB, in place of the compiler by an older one; " +
      "its library, 202 MiB, in place of the library; no other binary",
  ],
  [[seed, file("a/x.o")], "seed, 179 bytes; not from source: a/x.o, 2.0 KiB; no other binary"],
  [
    [seed, ...["a", "b", "c", "d", "e"].map(file)],
    "seed, 179 bytes; not from source: a, 2.0 KiB; b, 2.0 KiB; c, 2.0 KiB; and 2 more, 4.0 KiB; no other binary",
  ],
])("%#", (inputs, words) => {
  expect(taintText(inputs)).toBe(words);
});
