// What tells that a manifest need not be written again: of a stage without bridges it is what it was before there were
// any, so that no manifest of theirs changes.

import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { originDigest, originOf } from "../../src/engine/manifest-of.ts";
import type { Source } from "../../src/model/recipe.ts";
import { nowhere, stageNamed } from "./stages.ts";

const source: Source = {
  name: "compiler",
  file: "compiler-1.tar.gz",
  size: 5,
  sha256: sha256("compiler"),
  licence: "MIT",
  places: [{ type: "url", url: "https://example.invalid/compiler-1.tar.gz" }],
  at: nowhere,
};
const bridge = { why: "no other", standsFor: "an older one", until: "there is one", lineage: ["its makers"] };
const made = { contract: 3, key: { sha256: sha256("key"), text: "key" }, files: [] };

const digestOf = (sources: readonly Source[]) =>
  originDigest(originOf(made, stageNamed("tool", [], { sources }), new Map()));

test("without bridges", () => {
  expect(digestOf([source])).toBe("8417c4fd3d41e5c52614be9652d01d8c55d7846302c34b0da8e88181df691928");
});

test("each word that is said of a bridge counts", () => {
  const words = [
    bridge,
    { ...bridge, why: "x" },
    { ...bridge, standsFor: "x" },
    { ...bridge, until: "x" },
    { ...bridge, lineage: [] },
  ];
  const digests = [digestOf([source]), ...words.map((each) => digestOf([{ ...source, bridge: each }]))];
  expect(new Set(digests).size).toBe(digests.length);
});
