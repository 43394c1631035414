// What a tree rests on over all its ways: sets of roots, of which at least one must be honest as a whole for the tree to be
// what its sources say. A way that uses the tree itself adds nothing. Must never claim an alternative that is none: where
// there are too many, some are left out, which only says less.

import { byBytes } from "../bytes/order.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import type { Roots } from "./root.ts";
import { below, byTree, type Way } from "./way.ts";

/** Ids of roots. The empty one is a way from source. */
export type Alternative = ReadonlySet<string>;

export interface Rests {
  /** Minimal: none holds another. */
  readonly alternatives: readonly Alternative[];
  /** Some were left out. */
  readonly cut: boolean;
  /** There are ways, and all of them use the tree itself. */
  readonly circular: boolean;
}

/** The formula of what rests on nothing that nobody can read. */
export const FROM_SOURCE = "from source";

/** More of them nobody reads. */
const MOST = 64;

export function restsOn(ways: readonly Way[], target: Sha256, roots: Roots): Rests {
  const known = byTree(ways);
  const order = below(known, target);
  const found = new Map<Sha256, readonly Alternative[]>();
  const names = new Map(ways.flatMap(({ uses }) => uses.map(({ stage, tree }) => [tree, stage] as const)));
  const unknown = (tree: Sha256): readonly Alternative[] => [
    new Set([roots.unknown(names.get(tree) ?? known.get(tree)?.[0]?.stage ?? tree, tree).id]),
  ];
  let cut = false;
  const bounded = (all: readonly Alternative[]): readonly Alternative[] => {
    const least = minimal(all);
    if (least.length > MOST) cut = true;
    return least.slice(0, MOST);
  };
  const of = (tree: Sha256): readonly Alternative[] => {
    const own = known.get(tree);
    if (own === undefined) return unknown(tree);
    return bounded(own.flatMap((way) => bounded(ofWay(way))));
  };
  const ofWay = (way: Way): readonly Alternative[] => {
    const own = roots.of(way).map(({ id }) => id);
    let all: readonly Alternative[] = believed(way, roots).map((word) => new Set([...own, ...word]));
    for (const { tree } of way.uses) {
      const theirs = found.get(tree) ?? [];
      all = bounded(all.flatMap((each) => theirs.map((other) => each.union(other))));
    }
    return all;
  };
  // Circles need more rounds: what a tree rests on without going round is found first.
  for (let round = 0, changed = true; changed && round <= order.length; round++) {
    changed = false;
    for (const tree of order) {
      const now = of(tree);
      if (textOf(now) === textOf(found.get(tree) ?? [])) continue;
      found.set(tree, now);
      changed = true;
    }
  }
  const alternatives = found.get(target) ?? [];
  const circular = alternatives.length === 0;
  return { alternatives: circular ? unknown(target) : alternatives, cut, circular };
}

/** What must be believed beside its inputs, one after the other: nothing of what was built here. */
function believed({ by }: Way, roots: Roots): readonly (readonly string[])[] {
  if (by.some(({ type }) => type === "here")) return [[]];
  return by.flatMap((each) => (each.type === "other" ? [[roots.word(each).id]] : []));
}

/** Those that hold no other, the smallest first. */
function minimal(all: readonly Alternative[]): readonly Alternative[] {
  const sorted = all.toSorted((a, b) => a.size - b.size || byBytes(textOf([a]), textOf([b])));
  const least: Alternative[] = [];
  for (const each of sorted) if (!least.some((other) => other.isSubsetOf(each))) least.push(each);
  return least;
}

function textOf(alternatives: readonly Alternative[]): string {
  return JSON.stringify(alternatives.map((each) => [...each].sort()));
}

/** `a and (b or c)`: what all have in common first. */
export function formulaText({ alternatives }: Pick<Rests, "alternatives">, nameOf: (id: string) => string): string {
  const [first, ...others] = alternatives;
  if (first === undefined) throw new Error("our bug: a tree that rests on nothing that is known");
  const common = others.reduce((sum, each) => sum.intersection(each), first);
  const and = (ids: Alternative): string => [...ids].map(nameOf).sort().join(" and ");
  const rest = alternatives.map((each) => each.difference(common));
  if (rest.some(({ size }) => size === 0)) return common.size === 0 ? FROM_SOURCE : and(common);
  const parts = rest.map((each) => (each.size > 1 ? `(${and(each)})` : and(each))).sort();
  const or = parts.join(" or ");
  return common.size === 0 ? or : `${and(common)} and (${or})`;
}
