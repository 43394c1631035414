// Any manifest reads back as itself, and no other text reads as it.

import fc from "fast-check";
import { expect, test } from "vitest";
import { byBytes } from "../../src/bytes/order.ts";
import { sha256 } from "../../src/bytes/sha256.ts";
import { closureManifestOf } from "../../src/engine/closure-manifest.ts";
import { parseClosureManifest, writeClosureManifest } from "../../src/manifest/closure.ts";
import { parseManifest } from "../../src/manifest/parse.ts";
import { parseStatement } from "../../src/manifest/statement.ts";
import { writeManifest } from "../../src/manifest/write.ts";
import { anyManifest, EXAMPLE } from "./example.ts";

test("parse(write(m)) is m, and the text is canonical", () => {
  fc.assert(
    fc.property(anyManifest, (manifest) => {
      const text = writeManifest(manifest);
      expect(parseManifest(text)).toEqual({ ok: true, value: manifest });
      expect(text).not.toContain("\n");
      const subjects = (JSON.parse(text) as { subject: { name: string }[] }).subject.map((each) => each.name);
      expect(new Set(subjects).size).toBe(subjects.length);
    }),
    { numRuns: 300 },
  );
});

test("a text with any byte changed is refused or reads as another manifest", () => {
  const bytes = Buffer.from(writeManifest(EXAMPLE));
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at]! ^= 1;
    const result = parseStatement(changed);
    if (result.ok) expect(result.value).not.toEqual({ type: "stage", manifest: EXAMPLE });
  }
});

test("any JSON is refused without throwing", () => {
  fc.assert(fc.property(fc.json(), (text) => !parseStatement(text).ok));
  fc.assert(fc.property(fc.uint8Array(), (bytes) => !parseStatement(bytes).ok));
});

test("what may not be written throws as our bug", () => {
  expect(() => writeManifest({ ...EXAMPLE, keyText: "another" })).toThrow(
    /^our bug: a manifest was to be written in which the key is /,
  );
  expect(() => writeManifest({ ...EXAMPLE, files: [...EXAMPLE.files, ...EXAMPLE.files] })).toThrow("twice");
  expect(() => writeClosureManifest({ target: "a", tree: EXAMPLE.key, manifest: EXAMPLE.key, stages: [] })).toThrow(
    "is not among the stages",
  );
});

test("closures of random manifests read back", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(anyManifest, { minLength: 1, maxLength: 4, selector: (each) => each.stage }),
      (manifests) => {
        const stages = manifests
          .map(({ stage, key, tree }) => ({ stage, key, tree: tree.sha256, manifest: sha256(stage) }))
          .sort((a, b) => byBytes(a.stage, b.stage));
        const closure = closureManifestOf(stages[0]!, stages);
        expect(parseClosureManifest(writeClosureManifest(closure))).toEqual({ ok: true, value: closure });
      },
    ),
  );
});

test("a name that starts with another comes after it, whatever the digests beside them", () => {
  const stages = ["a", "a 0", "a-b"].map((stage) => ({
    stage,
    key: EXAMPLE.key,
    tree: EXAMPLE.key,
    manifest: sha256(`manifest of ${stage}`),
  }));
  const closure = closureManifestOf(stages[2]!, stages.toReversed());
  expect(closure.stages.map(({ stage }) => stage)).toEqual(["a", "a 0", "a-b"]);
  expect(parseClosureManifest(writeClosureManifest(closure)).ok).toBe(true);
  const uses = stages.map(({ stage, tree, manifest }) => ({ stage, tree, manifest }));
  expect(parseManifest(writeManifest({ ...EXAMPLE, uses })).ok).toBe(true);
});
