// A few failures of each kind: a file with a thousand equal mistakes is mended as well by the first ones.
// Must never leave out a kind, nor be used where a program reads: it gets all.

import type { Failure } from "../model/failure.ts";

/** How many of one kind are shown. */
const SHOWN = 5;

/** A failure that is shown, and how many more of its kind are not: those are told after its last one. */
export interface Shown {
  readonly failure: Failure;
  readonly more: number;
}

/** The first of each kind in their order. Failures are of one kind when they differ in names and numbers alone. */
export function fewOfEachKind(failures: readonly Failure[]): readonly Shown[] {
  const counts = new Map<string, number>();
  const shown: { failure: Failure; kind: string; nth: number }[] = [];
  for (const failure of failures) {
    const kind = kindOf(failure);
    const nth = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, nth);
    if (nth <= SHOWN) shown.push({ failure, kind, nth });
  }
  return shown.map(({ failure, kind, nth }) => ({ failure, more: nth === SHOWN ? counts.get(kind)! - SHOWN : 0 }));
}

function kindOf({ code, message }: Failure): string {
  return `${code} ${message.replace(/"(?:[^"\\]|\\.)*"|\d+/g, '"')}`;
}
