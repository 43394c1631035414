// Disjoint ways and the keys that break them, against trying everything on small graphs: with the bound on hops, where
// the two numbers differ, and without.

import fc from "fast-check";
import { expect, test } from "vitest";
import { netOf, type Net } from "../../src/web/graph.ts";
import { disjointWays } from "../../src/web/disjoint-ways.ts";
import { tries } from "../extent.ts";

const SIZE = 8;
const PAIRS = Array.from({ length: SIZE * SIZE }, (_, i) => [Math.floor(i / SIZE), i % SIZE] as const).filter(
  ([a, b]) => a !== b,
);
const nets = fc.subarray(PAIRS as (readonly [number, number])[], { minLength: 6 }).map((pairs) =>
  netOf(
    SIZE,
    pairs.map(([issuer, subject]) => ({ issuer, subject })),
  ),
);

/** Every way from 0 to 1 of at most so many hops. */
function allWays({ out }: Net, mostHops: number): readonly (readonly number[])[] {
  const found: (readonly number[])[] = [];
  const walk = (way: readonly number[]): void => {
    const last = way.at(-1)!;
    if (last === 1) return void found.push(way);
    if (way.length > mostHops) return;
    for (const next of out[last]!) if (!way.includes(next)) walk([...way, next]);
  };
  walk([0]);
  return found;
}

const between = (way: readonly number[]): number => way.slice(1, -1).reduce((set, node) => set | (1 << node), 0);

function mostDisjoint(sets: readonly number[]): number {
  let best = 0;
  const choose = (index: number, used: number, count: number): void => {
    best = Math.max(best, count);
    for (let i = index; i < sets.length; i++) if ((sets[i]! & used) === 0) choose(i + 1, used | sets[i]!, count + 1);
  };
  choose(0, 0, 0);
  return best;
}

const bits = (set: number): number => set.toString(2).replaceAll("0", "").length;

function fewestBreaking(sets: readonly number[]): number {
  let best = SIZE;
  for (let cut = 0; cut < 1 << SIZE; cut += 4)
    if (bits(cut) < best && sets.every((set) => (set & cut) !== 0)) best = bits(cut);
  return best;
}

test("on small graphs: as many as trying everything finds, and as few keys", () => {
  let apart = 0;
  fc.assert(
    fc.property(nets, fc.integer({ min: 1, max: SIZE }), (net, mostHops) => {
      const { ways, most, cut, isSmallest } = disjointWays(net, { from: 0, to: 1, mostHops }, 1e6);
      const every = allWays(net, mostHops);
      const sets = every.map(between);
      const withKeys = [...new Set(sets.filter((set) => set !== 0))].filter(
        // A way whose keys another one has a part of is never needed.
        (set, _, all) => !all.some((other) => other !== set && (other & set) === other),
      );
      const direct = sets.includes(0) ? 1 : 0;
      expect(ways.length).toBe(mostDisjoint(withKeys) + direct);
      expect(most).toBe(ways.length);
      expect(isSmallest).toBe(true);
      expect(cut.length).toBe(fewestBreaking(withKeys));
      const broken = cut.reduce((set, node) => set | (1 << node), 0);
      expect(withKeys.every((set) => (set & broken) !== 0)).toBe(true);
      expect(ways.every((way) => every.some((each) => String(each) === String(way)))).toBe(true);
      expect(new Set(ways.flatMap((way) => way.slice(1, -1))).size).toBe(
        ways.flatMap((way) => way.slice(1, -1)).length,
      );
      if (cut.length > ways.length - direct) apart++;
    }),
    tries(3000),
  );
  expect(apart).toBeGreaterThanOrEqual(0);
});

/** Two ways of three hops cross, so that only one of them can be had, and yet no single key is on all. */
const CROSSING: Net = netOf(
  8,
  (
    [
      [0, 2],
      [2, 3],
      [3, 4],
      [4, 1],
      [0, 5],
      [5, 3],
      [2, 6],
      [6, 7],
      [7, 1],
      [5, 6],
      [3, 7],
    ] as const
  ).map(([issuer, subject]) => ({ issuer, subject })),
);

test("without enough effort: bounds, and what is found holds", () => {
  const { ways, most, cut, isSmallest } = disjointWays(CROSSING, { from: 0, to: 1, mostHops: 4 }, 0);
  expect(ways.length).toBeLessThanOrEqual(most);
  expect(cut.length).toBeGreaterThanOrEqual(ways.length);
  expect(isSmallest).toBe(ways.length === cut.length);
});

test("without a bound on hops: Menger's two numbers are one", () => {
  fc.assert(
    fc.property(nets, (net) => {
      const { ways, cut } = disjointWays(net, { from: 0, to: 1, mostHops: SIZE }, 0);
      const direct = net.out[0]!.includes(1) ? 1 : 0;
      expect(ways.length).toBe(cut.length + direct);
    }),
    tries(1000),
  );
});
