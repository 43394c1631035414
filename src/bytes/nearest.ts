// Nearest: the name that a person who mistyped most likely meant.
// Must never guess wildly: a wrong hint costs more time than none.

import { byBytes } from "./order.ts";

/**
 * The name with the fewest changes of one letter (put in, left out, taken for another, swapped with the next), if those
 * are few. A name that goes on where the mistyped one ends is as near as one change.
 */
export function nearest(wanted: string, names: Iterable<string>): string | undefined {
  if (wanted.length > 100) return undefined;
  let best: string | undefined;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const name of names) {
    const goesOn = wanted.length >= 2 && name.startsWith(wanted);
    if (!goesOn && Math.abs(name.length - wanted.length) >= least + (best === undefined ? 0 : 1)) continue;
    const changes = goesOn ? 1 : distance(wanted, name);
    if (changes < least || (changes === least && best !== undefined && byBytes(name, best) < 0)) {
      least = changes;
      best = name;
    }
  }
  return best;
}

/** Optimal string alignment distance. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, beforeLast[j - 2]! + 1);
      row.push(least);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
