// What is in the way of more ways: for each thing that makes certifications not count, how many disjoint ways there
// would be if that one thing were otherwise. Must never say so of what changes nothing.

import { hopsFrom, type Ends } from "./corridor.ts";
import { disjointWays } from "./disjoint-ways.ts";
import { netOf, type Blocked, type Graph, type Net, type Obstacle } from "./graph.ts";

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
function onShortWays({ out, into, blocked }: Graph, { from, to, mostHops }: Ends): readonly Blocked[] {
  const more = netOf(out.length, blocked);
  const [ahead, back] = [hopsFrom([out, more.out], from), hopsFrom([into, more.into], to)];
  return blocked.filter(({ issuer, subject }) => ahead[issuer]! + 1 + back[subject]! <= mostHops);
}

/** The net with edges more; lists without any stay the same ones. */
function withEdges({ out, into }: Net, edges: readonly Blocked[]): Net {
  const more = netOf(out.length, edges);
  const both = (lists: Net["out"], added: Net["out"]): Net["out"] =>
    lists.map((list, at) => (added[at]!.length === 0 ? list : [...list, ...added[at]!]));
  return { out: both(out, more.out), into: both(into, more.into) };
}
