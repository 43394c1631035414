// The smallest set of keys without which no short way is left. With a bound on hops that is no flow: ways are gathered,
// the smallest set that meets all of them is sought, and a way that it misses joins them, until there is none.

import { between, shortWay, type Corridor } from "./corridor.ts";
import type { Effort } from "./effort.ts";

type Way = readonly number[];

/**
 * `known` are ways to begin with, `enough` a set that is known to do. Gives a smaller one or says that there is none;
 * `isSmallest` is false when the effort was spent before that was clear.
 */
export function smallestCut(
  corridor: Corridor,
  { known, enough }: { readonly known: readonly Way[]; readonly enough: readonly number[] },
  effort: Effort,
): { readonly cut: readonly number[]; readonly isSmallest: boolean } {
  const ways = known.map(between);
  let fewest = disjoint(ways);
  while (fewest < enough.length) {
    const set = meeting(ways, fewest, effort);
    if (effort.isSpent) return { cut: enough, isSmallest: false };
    if (set === undefined) {
      fewest++;
      continue;
    }
    const missed = shortWay(corridor, (node) => set.has(node));
    if (missed === undefined) return { cut: [...set].sort((a, b) => a - b), isSmallest: true };
    ways.push(between(missed));
  }
  return { cut: enough, isSmallest: true };
}

/** A set of at most so many keys that meets each way: by the keys of a way that is not met yet, one after the other. */
function meeting(ways: readonly Way[], most: number, effort: Effort): ReadonlySet<number> | undefined {
  const set = new Set<number>();
  const extend = (): boolean => {
    if (!effort.spend()) return false;
    const open = ways.filter((way) => !way.some((node) => set.has(node)));
    if (open.length === 0) return true;
    if (set.size + disjoint(open) > most) return false;
    const shortest = open.reduce((least, way) => (way.length < least.length ? way : least));
    for (const node of shortest) {
      set.add(node);
      if (extend()) return true;
      set.delete(node);
    }
    return false;
  };
  return extend() ? set : undefined;
}

/** How many of some ways share nothing, taken as they come: no smaller set can meet them all. */
function disjoint(ways: readonly Way[]): number {
  const used = new Set<number>();
  let count = 0;
  for (const way of ways) {
    if (way.some((node) => used.has(node))) continue;
    for (const node of way) used.add(node);
    count++;
  }
  return count;
}
