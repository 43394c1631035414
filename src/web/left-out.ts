// What is in the way of more ways: for each thing that makes certifications not count, how many disjoint ways there
// would be if that one thing were otherwise. Must never say so of what changes nothing.

import { hopsFrom, type Ends } from "./corridor.ts";
import { disjointWays } from "./disjoint-ways.ts";
import type { Blocked, Graph, Net, Obstacle } from "./graph.ts";

export interface Otherwise {
  readonly obstacle: Obstacle;
  /** Disjoint ways, at least, if it were not there. */
  readonly ways: number;
}

/** So many are tried at the most: those that stand in most ways. */
const MOST_TRIED = 24;

/** Where there are so many ways, no single key or certification is worth a word: only what keeps a whole kind out. */
const PLENTY = 10;

/** What would make it more than `ways`; what helps most first. */
export function leftOut(graph: Graph, ends: Ends, ways: number): readonly Otherwise[] {
  const named = new Map<string, Blocked[]>();
  for (const each of onShortWays(graph, ends)) {
    const name = nameOf(each.obstacle);
    if (ways >= PLENTY && name !== each.obstacle.type) continue;
    const list = named.get(name);
    if (list === undefined) named.set(name, [each]);
    else list.push(each);
  }
  const tried = [...named.values()].sort((a, b) => b.length - a.length).slice(0, MOST_TRIED);
  return tried
    .map((blocked) => ({
      obstacle: blocked[0]!.obstacle,
      ways: disjointWays(withEdges(graph, blocked), ends, 0).ways.length,
    }))
    .filter((each) => each.ways > ways)
    .sort((a, b) => b.ways - a.ways);
}

/** What is the same for all that it keeps from counting. */
function nameOf(obstacle: Obstacle): string {
  switch (obstacle.type) {
    case "taken-back":
    case "ran-out":
      return `${obstacle.type} ${obstacle.issuer} ${obstacle.subject}`;
    case "withdrawn-name":
    case "revoked-key":
    case "expired-key":
    case "weak-key":
    case "left-out-key":
      return `${obstacle.type} ${obstacle.key}`;
    default:
      return obstacle.type;
  }
}

/** Those that a way of few enough hops could use, if all of them counted. */
function onShortWays(graph: Graph, { from, to, mostHops }: Ends): readonly Blocked[] {
  const all = withEdges(graph, graph.blocked);
  const [ahead, back] = [hopsFrom(all.out, from), hopsFrom(all.into, to)];
  return graph.blocked.filter(({ issuer, subject }) => ahead[issuer]! + 1 + back[subject]! <= mostHops);
}

/** The net with edges more; lists without any stay the same ones. */
function withEdges({ out, into }: Net, more: readonly Blocked[]): Net {
  const added = (lists: Net["out"], pairs: readonly (readonly [number, number])[]): Net["out"] => {
    const own = new Map<number, number[]>();
    for (const [at, node] of pairs) {
      const list = own.get(at) ?? [...lists[at]!];
      list.push(node);
      own.set(at, list);
    }
    return lists.map((list, at) => own.get(at)?.sort((a, b) => a - b) ?? list);
  };
  return {
    out: added(
      out,
      more.map(({ issuer, subject }) => [issuer, subject]),
    ),
    into: added(
      into,
      more.map(({ issuer, subject }) => [subject, issuer]),
    ),
  };
}
