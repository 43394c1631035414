import fc from "fast-check";
import { expect, test } from "vitest";
import { findCycles } from "../../src/recipe/cycles.ts";

const graph = fc.uniqueArray(fc.tuple(fc.nat(12), fc.nat(12)), { maxLength: 30, selector: String }).map((edges) => {
  const uses = new Map<string, string[]>();
  for (let i = 0; i <= 12; i++) uses.set(`n${i}`, []);
  for (const [from, to] of edges) uses.get(`n${from}`)!.push(`n${to}`);
  return uses;
});

/** The plainest way: whether some stage reaches itself. */
function hasCycle(uses: ReadonlyMap<string, readonly string[]>): boolean {
  const reaches = (from: string, wanted: string, seen = new Set<string>()): boolean =>
    uses.get(from)!.some((next) => next === wanted || (!seen.has(next) && reaches(next, wanted, seen.add(next))));
  return [...uses.keys()].some((name) => reaches(name, name));
}

test("finds a cycle exactly when there is one, and each is one", () => {
  fc.assert(
    fc.property(graph, (uses) => {
      const cycles = findCycles(uses);
      expect(cycles.length > 0).toBe(hasCycle(uses));
      for (const cycle of cycles)
        cycle.forEach((name, i) => expect(uses.get(name)).toContain(cycle[(i + 1) % cycle.length]));
      expect(new Set(cycles.flat()).size).toBe(cycles.flat().length);
    }),
  );
});

test("starts each cycle with its first name, and follows a long one", () => {
  expect(
    findCycles(
      new Map([
        ["c", ["a"]],
        ["a", ["b"]],
        ["b", ["c"]],
        ["d", ["a"]],
      ]),
    ),
  ).toEqual([["a", "b", "c"]]);
  const names = Array.from({ length: 50_000 }, (_, i) => String(i));
  expect(findCycles(new Map(names.map((name, i) => [name, [names[(i + 1) % names.length]!]])))[0]).toHaveLength(50_000);
});
