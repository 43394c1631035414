// How many ways of at most some hops lead from one key to another without sharing a key between, and which keys would
// break them all. WEB.md says what is exact. Must never give a way that it did not find, nor call a bound exact.

import { between, corridorOf, shortWay, type Corridor, type Ends } from "./corridor.ts";
import { Effort } from "./effort.ts";
import { Flow } from "./flow.ts";
import type { Net } from "./graph.ts";
import { packing } from "./packing.ts";
import { smallestCut } from "./smallest-cut.ts";

export interface Ways {
  /** Each from the first key to the last, those of the fewest hops first; one without a key between may be among them. */
  readonly ways: readonly (readonly number[])[];
  /** No more than so many share nothing: as many as there are here, where that is known. */
  readonly most: number;
  /** Keys without which no such way is left, but for the one without a key between. */
  readonly cut: readonly number[];
  /** No smaller set breaks them. */
  readonly isSmallest: boolean;
}

/** Steps of a search for what flows do not tell; tens of milliseconds. */
const USUAL_EFFORT = 1000;

export function disjointWays(net: Net, ends: Ends, steps = USUAL_EFFORT): Ways {
  const { from, to, mostHops } = ends;
  if (from === to) throw new Error("our bug: no way leads from a key to itself");
  const direct = mostHops > 0 && net.out[from]!.includes(to) ? [[from, to]] : [];
  const corridor = corridorOf(net, ends);
  const named = (nodes: readonly number[]): readonly number[] => nodes.map((node) => corridor.names[node]!);
  const found = short(corridor);
  const exact = found.isSmallest ? found : settled(corridor, found, steps);
  return {
    ways: [...direct, ...exact.ways.map(named).sort(byHops)],
    most: direct.length + exact.most,
    cut: named(exact.cut).toSorted((a, b) => a - b),
    isSmallest: exact.isSmallest,
  };
}

/**
 * By flows of least cost: of one, two and more ways, each time the shortest together, and the best that any of those
 * gives in short ones. Where these are as many as ways of any length, both they and the cut are exact.
 */
function short(corridor: Corridor): Ways {
  const flow = new Flow(corridor);
  flow.begin();
  // Two hops: a corridor of fewer holds none.
  let ways = flow.ways;
  while (flow.grow())
    if (flow.shortOnes(corridor.mostHops) > ways.length)
      ways = flow.ways.filter((way) => way.length - 1 <= corridor.mostHops);
  ways = filledUp(corridor, ways);
  return { ways, most: flow.size, cut: flow.cut, isSmallest: ways.length === flow.size };
}

/** With whatever short ways the keys that are left allow. */
function filledUp(corridor: Corridor, ways: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const filled = [...ways];
  const used = new Set(ways.flatMap(between));
  for (;;) {
    const more = shortWay(corridor, (node) => used.has(node));
    if (more === undefined) return filled;
    filled.push(more);
    for (const node of between(more)) used.add(node);
  }
}

/** Where hops make it another question than a flow answers: searched, as long as the effort lasts. */
function settled(corridor: Corridor, found: Ways, steps: number): Ways {
  const { cut, isSmallest } = smallestCut(corridor, { known: found.ways, enough: found.cut }, new Effort(steps));
  let [ways, most] = [found.ways, Math.min(found.most, cut.length)];
  const effort = new Effort(steps);
  while (ways.length < most) {
    const more = packing(corridor, ways.length + 1, effort);
    if (more !== undefined) ways = more;
    else if (effort.isSpent) break;
    else most = ways.length;
  }
  return { ways, most, cut, isSmallest: isSmallest || ways.length === cut.length };
}

function byHops(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return a.length - b.length;
  const differs = a.findIndex((node, index) => node !== b[index]);
  return differs < 0 ? 0 : a[differs]! - b[differs]!;
}
