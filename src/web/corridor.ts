// The part of a net that ways from one key to another of at most some hops can use: all else is left aside before
// anything is searched. Must never lose such a way.

import type { Net } from "./graph.ts";

export interface Ends {
  readonly from: number;
  readonly to: number;
  /** A certification is one hop. */
  readonly mostHops: number;
}

/** Keys have numbers of their own here; 0 is where ways begin, 1 where they end, and no edge joins those two. */
export interface Corridor {
  /** The numbers of the net. */
  readonly names: readonly number[];
  readonly out: readonly (readonly number[])[];
  /** Hops from here to the end at the least. */
  readonly left: readonly number[];
  readonly mostHops: number;
}

export const START = 0;
export const END = 1;

export function corridorOf({ out, into }: Net, { from, to, mostHops }: Ends): Corridor {
  const ahead = hopsFrom([out], from, to);
  const back = hopsFrom([into], to, from);
  const names = [from, to];
  const numbers = new Int32Array(out.length).fill(-1);
  numbers[from] = START;
  numbers[to] = END;
  for (const [name, hops] of ahead.entries())
    if (numbers[name]! < 0 && hops + back[name]! <= mostHops) numbers[name] = names.push(name) - 1;
  return {
    names,
    out: names.map((name) => {
      const next: number[] = [];
      if (name === to) return next;
      const most = mostHops - 1 - ahead[name]!;
      for (const each of out[name]!)
        if (back[each]! <= most && numbers[each]! >= 0 && each !== from && !(name === from && each === to))
          next.push(numbers[each]!);
      return next;
    }),
    left: names.map((name) => back[name]!),
    mostHops,
  };
}

/** Hops from a key to each other in some nets together, Infinity where no way is; no way goes on from `stop`. */
export function hopsFrom(nets: readonly Net["out"][], start: number, stop?: number): Float64Array {
  const found = new Float64Array(nets[0]!.length).fill(Infinity);
  found[start] = 0;
  const queue = [start];
  for (let head = 0; head < queue.length; head++) {
    const name = queue[head]!;
    if (name === stop) continue;
    const hops = found[name]! + 1;
    for (const next of nets)
      for (const each of next[name]!) {
        if (found[each] !== Infinity) continue;
        found[each] = hops;
        queue.push(each);
      }
  }
  return found;
}

/** A way without the keys that are blocked, of as few hops as there is, and not more than may be. */
export function shortWay(
  { out, mostHops }: Corridor,
  isBlocked: (node: number) => boolean,
): readonly number[] | undefined {
  const before = new Map<number, number>([[START, START]]);
  let reached = [START];
  for (let hops = 0; hops < mostHops && reached.length > 0; hops++) {
    const next: number[] = [];
    for (const node of reached)
      for (const each of out[node]!) {
        if (before.has(each) || isBlocked(each)) continue;
        before.set(each, node);
        if (each === END) return wayTo(END, before);
        next.push(each);
      }
    reached = next;
  }
  return undefined;
}

/** The keys of a way between its ends. */
export function between(way: readonly number[]): readonly number[] {
  return way.filter((node) => node !== START && node !== END);
}

function wayTo(node: number, before: ReadonlyMap<number, number>): readonly number[] {
  const way = [node];
  while (way[0] !== START) way.unshift(before.get(way[0]!)!);
  return way;
}
