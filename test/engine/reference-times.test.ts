import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { slowness, withReferences } from "../../src/engine/reference-times.ts";
import { loadProject } from "../../src/recipe/load-project.ts";

const times = (all: Readonly<Record<string, number>>) =>
  new Map(Object.entries(all).map(([stage, seconds]) => [stage, { seconds, cpuSeconds: 2 * seconds }]));

test("what was built here says how fast this machine is, and stays as it is", () => {
  const known = times({ a: 95, ours: 7 });
  const all = withReferences(known, times({ a: 45, b: 10 }));
  expect(Object.fromEntries(all)).toEqual({
    a: { seconds: 95, cpuSeconds: 190 },
    ours: { seconds: 7, cpuSeconds: 14 },
    b: { seconds: 20, cpuSeconds: 40, reference: true },
  });
});

test("without anything known, or of the same stages, it counts as fast as the other", () => {
  expect(slowness(new Map(), times({ a: 1 }))).toBe(1);
  expect(slowness(times({ a: 3 }), times({ b: 100 }))).toBe(1);
});

test("a few milliseconds say little", () => {
  expect(slowness(times({ seed: 0.4 }), times({ seed: 0.1 }))).toBeCloseTo(1.06);
});

test("every pinned stage has a reference time", async () => {
  const root = join(import.meta.dirname, "../..");
  const project = await loadProject(root);
  if (!project.ok) throw new Error("the project is wrong");
  const pinned = readFileSync(join(root, "stages/expected.sha256"), "utf8").matchAll(/^[0-9a-f]{64} {2}(.*)\.tree$/gm);
  expect([...pinned].map(([, stage]) => stage).filter((stage) => !project.value.referenceTimes.has(stage!))).toEqual(
    [],
  );
});
