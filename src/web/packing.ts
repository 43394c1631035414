// As many short ways as are asked for that share no key, by trying: each begins at another neighbour of the start, which
// is passed over or gets one of its ways. A flow that counts no hops tells early where too few are left.

import { END, START, type Corridor } from "./corridor.ts";
import type { Effort } from "./effort.ts";
import { Flow } from "./flow.ts";

/** What a flow costs, in steps. */
const A_FLOW = 40;

/** Undefined when there are not so many, or the effort was spent before any were found. */
export function packing(
  corridor: Corridor,
  wanted: number,
  effort: Effort,
): readonly (readonly number[])[] | undefined {
  const { out, left, mostHops } = corridor;
  const firsts = [...out[START]!].sort((a, b) => left[a]! - left[b]!);
  const used = new Set<number>();
  const ways: (readonly number[])[] = [];

  const extend = (at: number): boolean => {
    if (ways.length === wanted) return true;
    if (!effort.spend(A_FLOW) || ways.length + firsts.length - at < wanted) return false;
    const passed = new Set(firsts.slice(0, at));
    if (ways.length + most(corridor, wanted - ways.length, (node) => used.has(node) || passed.has(node)) < wanted)
      return false;
    const first = firsts[at]!;
    return (!used.has(first) && along([START, first], at)) || extend(at + 1);
  };

  /** Goes on with a way from its last key, and with all others after it. */
  const along = (way: readonly number[], at: number): boolean => {
    const last = way.at(-1)!;
    if (last === END) {
      ways.push(way);
      if (extend(at + 1)) return true;
      ways.pop();
      return false;
    }
    if (!effort.spend()) return false;
    used.add(last);
    for (const next of out[last]!)
      if (!used.has(next) && way.length + (left[next] ?? Infinity) <= mostHops && along([...way, next], at))
        return true;
    used.delete(last);
    return false;
  };

  return extend(0) ? ways : undefined;
}

/** How many ways of any length share nothing; no more are counted than are wanted. */
function most(corridor: Corridor, wanted: number, isBlocked: (node: number) => boolean): number {
  const flow = new Flow(corridor, isBlocked);
  while (flow.size < wanted && flow.grow());
  return flow.size;
}
