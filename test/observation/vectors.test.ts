// The texts of OBSERVATION.md's vectors: written as they stand there, read back, and refused after any of the changes
// listed; evidence as ordinary tools compute it.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256, type Sha256 } from "../../src/bytes/sha256.ts";
import type { Machine, Observation, ObservedStage } from "../../src/model/observation.ts";
import { evidenceOf } from "../../src/observation/evidence.ts";
import { machineText } from "../../src/observation/fault.ts";
import { parseObservation } from "../../src/observation/parse.ts";
import { writeObservation } from "../../src/observation/write.ts";

function read<Keys extends string>(file: string, ...keys: Keys[]): Record<Keys, any> {
  const value = JSON.parse(readFileSync(new URL(`vectors/${file}`, import.meta.url), "utf8"));
  expect(Object.keys(value).sort(), `keys of ${file}`).toEqual([...keys].sort());
  return value;
}

describe.each(["built.json", "taken.json"])("%s", (file) => {
  const { value, text } = read(file, "about", "value", "text");
  test("is written as it stands, and reads back as the same value", () => {
    expect(writeObservation(value as Observation)).toBe(text);
    expect(parseObservation(text)).toEqual({ ok: true, value });
    expect(parseObservation(Buffer.from(text as string))).toEqual({ ok: true, value });
  });
});

describe("refused", () => {
  const { cases } = read("refused.json", "about", "cases");
  test.each(cases as Record<string, string>[])("$about", (each) => {
    expect(Object.keys(each).sort()).toEqual(["about", "base", "from", "says", "to"]);
    const text = read(each["base"]!, "about", "value", "text").text as string;
    expect(text.split(each["from"]!).length, "the place occurs").toBeGreaterThan(1);
    const result = parseObservation(
      text.replace(each["from"]!, () => each["to"]!),
      "x.json",
    );
    expect(result.ok).toBe(false);
    if (!result.ok) {
      const said = result.failures.flatMap((failure) => [failure.message, ...(failure.details ?? [])]).join("\n");
      expect(said).toContain(each["says"]);
      expect(said).toMatch(/^Cannot read observation "x.json": /);
    }
  });
});

test.each(read("evidence.json", "about", "cases").cases as Record<string, string>[])(
  "evidence of $observer, as printf and sha256sum have it",
  ({ observer, key, tree, left, evidence }) => {
    const built = { key: key as Sha256, tree: tree as Sha256 };
    expect(evidenceOf(observer!, built, left as Sha256)).toBe(evidence);
    const format = "fromseed-evidence 1\\n%s\\n%s\\n%s\\n%s\\n";
    const script = `printf '${format}' '${observer}' ${key} ${tree} ${left} | sha256sum`;
    expect(execFileSync("sh", ["-c", script]).toString().slice(0, 64)).toBe(evidence);
  },
);

const words = fc.stringMatching(/^[ -~]{1,40}$/).filter((text) => text.trim() !== "");
const digest = fc.string().map((text) => sha256(text));
const time = fc
  .date({ min: new Date("1990-01-01"), max: new Date("2030-01-01"), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 19)}Z`);
const fingerprint = fc.oneof(
  digest,
  digest.map((each) => each.slice(24)),
  fc.stringMatching(/^SHA256:[A-Za-z0-9+/]{43}$/),
);
const machine: fc.Arbitrary<Machine> = fc.record({
  vendor: words,
  model: words,
  kernel: words,
  distribution: words,
  cores: fc.integer({ min: 1, max: 1024 }),
  executor: words,
  fromseed: digest,
  node: words,
});
const sorted = (list: readonly string[]) => [...new Set(list)].sort();

const anyObservation: fc.Arbitrary<Observation> = fc
  .record({
    observer: fingerprint,
    names: fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/), { minLength: 1 }),
  })
  .chain(({ observer, names }) =>
    fc
      .record({
        machine,
        stages: fc.tuple(
          ...names.map((stage) =>
            fc.record({
              stage: fc.constant(stage),
              key: digest,
              tree: digest,
              manifest: digest,
              how: fc.oneof(
                fc.record({ type: fc.constant("taken" as const), from: fc.oneof(words, fc.constant("")) }),
                fc.record({
                  type: fc.constant("built" as const),
                  at: time,
                  machine: fc.constant(0),
                  times: fc.integer({ min: 1, max: 9 }),
                  evidence: digest,
                  confirms: fc.array(fingerprint).map((all) => sorted(all.filter((each) => each !== observer))),
                }),
              ),
            }),
          ),
        ),
        closure: digest,
        seen: fc.array(digest),
      })
      .map(({ machine, stages, closure, seen }) => ({
        observer,
        observed: "2030-01-01T00:00:00Z",
        target: names[0]!,
        closure,
        machines: stages.some(({ how }) => how.type === "built") ? [machine] : [],
        stages: (stages as ObservedStage[]).toSorted((a, b) => (a.stage < b.stage ? -1 : 1)),
        seen: sorted(seen) as Sha256[],
      })),
  );

test("any observation reads back, and no change of a character goes unnoticed", () => {
  fc.assert(
    fc.property(anyObservation, fc.nat(), (observation, place) => {
      const text = writeObservation(observation);
      expect(parseObservation(text)).toEqual({ ok: true, value: observation });
      const at = place % text.length;
      const changed = `${text.slice(0, at)}${text[at] === "1" ? "2" : "1"}${text.slice(at + 1)}`;
      const again = parseObservation(changed);
      if (again.ok) expect(writeObservation(again.value)).toBe(changed);
    }),
  );
});

test("machines are told apart by all that is said of them", () => {
  const { value } = read("built.json", "about", "value", "text");
  const texts = (value as Observation).machines.map(machineText);
  expect(new Set(texts).size).toBe(2);
});
