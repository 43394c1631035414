// What a stage's opaque inputs are, when those of the stages that it uses come together.

import fc from "fast-check";
import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { opaqueIdentity, readOpaqueList, unionOfOpaque, writeOpaque } from "../../src/manifest/opaque.ts";
import type { Bridge, OpaqueInput } from "../../src/model/manifest.ts";
import { anyOpaque } from "./example.ts";

const seed: OpaqueInput = { type: "seed", name: "seed", size: 179, sha256: sha256("seed") };
const object = (content: string): OpaqueInput => ({
  type: "file",
  name: "tools/a.o",
  size: content.length,
  sha256: sha256(content),
});
const bridge: Bridge = {
  type: "bridge",
  name: "compiler",
  size: 9,
  tree: sha256("compiler"),
  why: "it is written in its own language",
  standsFor: "the compiler by an older one",
  until: "an older one is built from source",
  lineage: ["its makers' binaries"],
};

test("each is there once, the seed first, then bridges, then files", () => {
  expect(unionOfOpaque([object("a"), seed, bridge, seed, object("a"), bridge])).toEqual([seed, bridge, object("a")]);
});

test("other bytes of one name are another input: none hides the other", () => {
  expect(unionOfOpaque([object("a"), object("b")])).toHaveLength(2);
  const another: OpaqueInput = { ...seed, sha256: sha256("another project's seed") };
  expect(unionOfOpaque([seed, another])).toHaveLength(2);
});

test("one name for a tree and for a file of the same digest are two", () => {
  const { tree, ...rest } = bridge as Bridge & { readonly tree: ReturnType<typeof sha256> };
  expect(unionOfOpaque([bridge, { ...rest, sha256: tree }])).toHaveLength(2);
});

test("of two words on the same bytes one stays, whatever their order", () => {
  const other: Bridge = { ...bridge, why: "nobody has looked" };
  expect(unionOfOpaque([bridge, other])).toEqual(unionOfOpaque([other, bridge]));
  expect(unionOfOpaque([bridge, other])).toHaveLength(1);
});

test("a union depends on neither order nor grouping, and reads back", () => {
  const inputs = fc.array(anyOpaque, { maxLength: 5 });
  fc.assert(
    fc.property(inputs, inputs, (some, others) => {
      const all = unionOfOpaque([...some, ...others]);
      expect(unionOfOpaque([...others, ...unionOfOpaque(some)])).toEqual(all);
      expect(new Set(all.map(opaqueIdentity)).size).toBe(all.length);
      expect(readOpaqueList(all.map(writeOpaque))).toEqual(all);
    }),
  );
});

test.each([
  undefined,
  null,
  {},
  [null],
  [{}],
  // As the version before wrote them.
  [{ name: "seed", size: 179, sha256: sha256("seed") }],
  [{ ...(writeOpaque(seed) as object), name: 1 }],
])("%j is no list of opaque inputs", (json) => {
  expect(readOpaqueList(json as Parameters<typeof readOpaqueList>[0])).toBeUndefined();
});
