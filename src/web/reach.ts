// How one key is reached from another in the web: the disjoint ways with each certification's date, the keys that break
// them, what is in the way of more. Must never judge: numbers, and what they rest on.

import { disjointWays } from "./disjoint-ways.ts";
import type { Edge, Graph } from "./graph.ts";
import { leftOut, type Otherwise } from "./left-out.ts";

export interface Reach {
  readonly from: number;
  readonly to: number;
  readonly mostHops: number;
  /** Ways that share no key between; each as its certifications. */
  readonly ways: readonly (readonly Edge[])[];
  /** There are no more than so many. */
  readonly most: number;
  /** The first key certified the last itself: no other key can break that way. */
  readonly direct: boolean;
  /** Keys that break all other ways. */
  readonly cut: readonly number[];
  /** No smaller set does. */
  readonly isSmallest: boolean;
  readonly otherwise: readonly Otherwise[];
}

/** A certification is one hop. Further than this, nobody knows any more whom they rest on. */
export const USUAL_HOPS = 4;

export function reach(graph: Graph, from: number, to: number, mostHops: number): Reach {
  const { ways, most, cut, isSmallest } = disjointWays(graph, { from, to, mostHops });
  return {
    from,
    to,
    mostHops,
    ways: ways.map((way) => way.slice(1).map((subject, index) => graph.edge(way[index]!, subject)!)),
    most,
    direct: graph.edge(from, to) !== undefined,
    cut,
    isSmallest,
    otherwise: leftOut(graph, { from, to, mostHops }, ways.length),
  };
}
