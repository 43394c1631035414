// The explanation cannot drift from the key: whatever two stages are made of, it names a fact if and only if their keys
// differ, and each key can be told again from the other and what is explained.

import fc from "fast-check";
import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { explainKey } from "../../src/graph/explain.ts";
import { factName, KeyText } from "../../src/graph/key-text.ts";
import { walkKey, type Fact, type KeyContent, type KeyedSource } from "../../src/graph/key-walk.ts";
import { replayKey } from "../../src/graph/read-key.ts";

// Few values, so that two contents often agree in parts.
const name = fc.constantFrom("a", "b", "c-1", "é");
const digest = fc.constantFrom("x", "y", "z").map(sha256);
const text = fc.oneof(
  name,
  fc.string({ unit: "grapheme" }).filter((each) => each.isWellFormed()),
);
const step = fc.record({ directory: text, argv: fc.array(text, { maxLength: 2 }) });
const source: fc.Arbitrary<KeyedSource> = fc.oneof(
  fc.record({ type: fc.constant("file" as const), name, sha256: digest }),
  fc.record({ type: fc.constant("tree" as const), name, tree: digest }),
  fc.record({
    type: fc.constant("archive" as const),
    name,
    sha256: digest,
    unpacking: fc.record({
      strip: fc.nat({ max: 1 }),
      keep: fc.constant([]),
      remove: fc.subarray(["a", "b/"]),
      unpacker: fc.constantFrom(1, 2),
    }),
  }),
);
const content: fc.Arbitrary<KeyContent> = fc.record({
  inputs: fc.record(
    {
      architecture: fc.constantFrom("x86_64", "aarch64"),
      contract: fc.constantFrom(3, 4),
      uses: fc.array(fc.record({ stage: name, tree: digest }), { maxLength: 3 }),
      sources: fc.uniqueArray(source, { maxLength: 3, selector: (each) => each.name }),
      files: fc.uniqueArray(fc.record({ path: text, executable: fc.boolean(), sha256: digest }), {
        maxLength: 3,
        selector: (each) => each.path,
      }),
      seed: digest,
    },
    { requiredKeys: ["architecture", "contract", "uses", "sources", "files"] },
  ),
  crates: fc.uniqueArray(fc.record({ lock: text, without: fc.uniqueArray(text, { maxLength: 2 }) }), {
    maxLength: 2,
    selector: (each) => each.lock,
  }),
  environment: fc.dictionary(fc.constantFrom("PATH", "HOME"), text),
  proc: fc.boolean(),
  parallel: fc.boolean(),
  steps: fc.array(step, { maxLength: 3 }),
  checks: fc.array(step, { maxLength: 2 }),
  outputs: fc.array(text, { maxLength: 2 }),
});

function told(value: KeyContent): KeyText {
  const writer = new KeyText();
  walkKey(value, writer);
  return writer;
}

function facts(text: string): ReadonlyMap<string, Fact> {
  const found = new Map<string, Fact>();
  expect(replayKey(text, { fact: (fact) => void found.set(factName(fact), fact) })).toBe(true);
  return found;
}

test("of any two keys", () => {
  fc.assert(
    fc.property(content, content, (a, b) => {
      const [before, after] = [told(a), told(b)];
      const changes = explainKey(before.text, after.text);
      expect(changes.length === 0).toBe(before.sha256 === after.sha256);
      const patched = new Map([...facts(before.text)].map(([part, { value }]) => [part, value]));
      for (const { part, before: was, after: is } of changes) {
        expect(patched.get(part)).toBe(was);
        if (is === undefined) patched.delete(part);
        else patched.set(part, is);
      }
      const wanted = [...facts(after.text)].map(([part, { value }]) => [part, value] as const);
      expect(new Map([...patched].sort())).toEqual(new Map([...wanted].sort()));
    }),
    { numRuns: 300 },
  );
});

test("what is given in another order is the same key", () => {
  fc.assert(
    fc.property(content, (value) => {
      const { uses, sources, files, ...inputs } = value.inputs;
      const turned = {
        ...value,
        inputs: { ...inputs, uses: uses.toReversed(), sources: sources.toReversed(), files: files.toReversed() },
        environment: Object.fromEntries(Object.entries(value.environment).toReversed()),
      };
      expect(told(turned).text).toBe(told(value).text);
    }),
  );
});
