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
    }),
    tries(3000),
  );
});

/**
 * A way of four hops, 0 2 3 4 1, and a detour of one hop more around each of its three keys. Two ways that share nothing
 * would have three detours between them: one of them two, six hops.
 */
const DETOURS: Net = netOf(
  11,
  ["0 2 3 4 1", "0 5 6 3", "2 7 8 4", "3 9 10 1"].flatMap((row) => {
    const keys = row.split(" ").map(Number);
    return keys.slice(1).map((subject, index) => ({ issuer: keys[index]!, subject }));
  }),
);

test("with a bound on hops Menger's theorem does not hold: one way alone, and two keys to break all", () => {
  const five = disjointWays(DETOURS, { from: 0, to: 1, mostHops: 5 });
  expect(five).toMatchObject({ ways: [[0, 2, 3, 4, 1]], most: 1, isSmallest: true });
  expect(five.cut.length).toBe(2);
  const six = disjointWays(DETOURS, { from: 0, to: 1, mostHops: 6 });
  expect(six).toMatchObject({ most: 2, isSmallest: true });
  expect(six.ways.length).toBe(2);
});

test("without effort: bounds that hold, and nothing is called exact", () => {
  const { ways, most, cut, isSmallest } = disjointWays(DETOURS, { from: 0, to: 1, mostHops: 5 }, 0);
  expect({ ways: ways.length, most, cut: cut.length, isSmallest }).toEqual({
    ways: 1,
    most: 2,
    cut: 2,
    isSmallest: false,
  });
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
