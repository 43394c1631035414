// A changed text as a person reads it: what it was and what it is, with marks below what differs. Of long texts, such as
// the words of a step, only what stands around the differences is shown.
//
//   - ["gcc","-O1","-c","a.c"]
//               ~
//   + ["gcc","-O2","-c","a.c"]
//               ~

import { changedSpans, type ChangedSpan } from "./changed-spans.ts";
import { displayWidth } from "./display-width.ts";
import { harmless } from "./harmless.ts";

const CUT = "...";
/** Columns shown on either side of a difference. */
const AROUND = 24;
const MOST_SHOWN = 5;

/** The lines of a change, each at most about `width` columns wide where the texts are longer than that. */
export function changeText(before: string | undefined, after: string | undefined, width: number): string[] {
  if (before === undefined || after === undefined)
    return [
      ...(before === undefined ? [] : [`- ${harmless(before)}`]),
      ...(after === undefined ? [] : [`+ ${harmless(after)}`]),
    ];
  const spans = changedSpans(before, after);
  const fits = Math.max(before.length, after.length) + 2 <= width;
  const groups = fits ? [spans] : grouped(spans, width);
  const lines = groups.slice(0, MOST_SHOWN).flatMap((group) => [
    ...marked(
      "-",
      before,
      group.map((span) => span.before),
      fits ? undefined : width,
    ),
    ...marked(
      "+",
      after,
      group.map((span) => span.after),
      fits ? undefined : width,
    ),
  ]);
  if (groups.length > MOST_SHOWN) lines.push(`and ${groups.length - MOST_SHOWN} more places`);
  return lines;
}

/** Spans that are shown in one line: so near that what lies between them is shown anyway. */
function grouped(spans: readonly ChangedSpan[], width: number): readonly (readonly ChangedSpan[])[] {
  const groups: ChangedSpan[][] = [];
  for (const span of spans) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    const near =
      last !== undefined &&
      span.before[0] - last.before[1] <= 2 * AROUND &&
      span.after[0] - last.after[1] <= 2 * AROUND;
    const first = group?.[0];
    const long =
      first !== undefined &&
      Math.max(span.before[1] - first.before[0], span.after[1] - first.after[0]) > width - 2 * AROUND - 8;
    if (near && !long) group!.push(span);
    else groups.push([span]);
  }
  return groups;
}

/** A text, or of one that is cut what stands around its marks, and a line of marks; none where all of it differs. */
function marked(
  sign: string,
  text: string,
  marks: readonly (readonly [number, number])[],
  width: number | undefined,
): string[] {
  const [first, last] = [marks[0]?.[0] ?? 0, marks.at(-1)?.[1] ?? 0];
  const from = width === undefined ? 0 : Math.max(0, first - AROUND);
  const to = width === undefined ? text.length : Math.min(text.length, last + AROUND, from + width);
  const head = `${sign} ${from > 0 ? CUT : ""}`;
  let row = head;
  let below = " ".repeat(head.length);
  let at = from;
  const add = (end: number, mark: string): void => {
    const piece = harmless(text.slice(at, Math.min(end, to)));
    row += piece;
    below += mark.repeat(displayWidth(piece));
    at = Math.max(at, Math.min(end, to));
  };
  for (const [start, end] of marks) {
    add(start, " ");
    add(end, "~");
  }
  add(to, " ");
  if (to < text.length) row += CUT;
  const all = marks.length === 1 && first === 0 && last === text.length;
  return [row, ...(all || !below.includes("~") ? [] : [below.trimEnd()])];
}
