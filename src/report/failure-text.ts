// How a failure is shown to a person: `error:`, the place with its line and a squiggle, `hint:`. The one place that
// lays it out. Must never let a foreign text act on the terminal, nor a squiggle mark anything but what its place says.
//
//   error: Cannot plan stage "tinycc-2": no stage is named "libc-l"
//
//     stages/tinycc.yaml:6:17
//       uses: [tinycc-1, libc-l]
//                        ~~~~~~
//   hint: "libc-1" is defined at stages/libc.yaml:4

import type { Failure, Place } from "../model/failure.ts";
import { displayWidth } from "./display-width.ts";
import { fewOfEachKind } from "./few-failures.ts";
import { harmlessFailure } from "./harmless.ts";
import { paint } from "./paint.ts";

const INDENT = 4;
const CUT = "...";
const KEPT_BEFORE = 12;

export interface FailureLook {
  readonly color?: boolean;
  /** How many columns the shown lines of files may take; 100 by default. */
  readonly width?: number;
  readonly label?: "error" | "warning";
  /** Puts the commands that a hint names as they are to be typed. */
  readonly called?: (text: string) => string;
}

/** Writes failures with an empty line between two, of each kind the first few. */
export function failuresText(failures: readonly Failure[], look: FailureLook = {}): string {
  return fewOfEachKind(failures)
    .map(({ failure, more }) => failureText(failure, look) + (more === 0 ? "" : `\nand ${more} more of this kind\n`))
    .join("\n");
}

/** Writes a failure as lines, each with its end. */
export function failureText(failure: Failure, look: FailureLook = {}): string {
  const { color = false, width = 100, label = "error", called = (text: string) => text } = look;
  const { message, place, seeAlso, details, hint } = harmlessFailure(failure);
  const blocks: string[][] = [];
  if (place !== undefined) blocks.push([`  ${where(place)}`, ...quote(place, width, color)]);
  if (seeAlso !== undefined)
    blocks.push([`  ${seeAlso.says}: ${where(seeAlso.place)}`, ...quote(seeAlso.place, width, color)]);
  if (details !== undefined && details.length > 0)
    blocks.push(details.map((line) => `${" ".repeat(INDENT)}${line}`.trimEnd()));
  const lines = [
    `${paint(`${label}:`, label === "error" ? "bad" : "notice", color)} ${paint(message, "strong", color)}`,
  ];
  for (const block of blocks) lines.push("", ...block);
  if (hint !== undefined) lines.push(`${paint("hint:", "good", color)} ${called(hint)}`);
  return lines.map((line) => `${line}\n`).join("");
}

function where({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

/** The place's line without its indentation, cut around the mark where it is too long, and the squiggle below it. */
function quote(place: Place, width: number, color: boolean): readonly string[] {
  if (place.text.trim() === "") return [];
  const lineEnd = place.text.trimEnd().length;
  const mark = Math.min(place.column - 1, place.text.length);
  const indentation = Math.min(/^ */.exec(place.text)![0].length, mark);
  const markEnd = Math.max(mark, Math.min(mark + place.length, lineEnd));
  const line = { text: place.text, first: indentation, last: Math.max(lineEnd, mark), mark, markEnd };
  const { from, to } = cutAround(line, Math.max(20, width - INDENT));
  const before = (from > indentation ? CUT : "") + place.text.slice(from, mark);
  const marked = place.text.slice(mark, Math.min(markEnd, to));
  const after = place.text.slice(Math.min(markEnd, to), to) + (to < lineEnd ? CUT : "");
  const squiggle = "~".repeat(Math.max(1, displayWidth(marked)));
  const margin = " ".repeat(INDENT);
  return [
    `${margin}${before}${marked}${after}`.trimEnd(),
    `${margin}${" ".repeat(displayWidth(before))}${paint(squiggle, "bad", color)}`,
  ];
}

/** A line's text from `first` to `last`, of which the part from `mark` to `markEnd` is marked. */
interface MarkedLine {
  readonly text: string;
  readonly first: number;
  readonly last: number;
  readonly mark: number;
  readonly markEnd: number;
}

/**
 * Chooses the part of a line to show: all that fits, else the mark's start with as much on either side as there is room
 * for.
 */
function cutAround(
  { text, first, last, mark, markEnd }: MarkedLine,
  columns: number,
): { readonly from: number; readonly to: number } {
  if (last - first <= columns && displayWidth(text.slice(first, last)) <= columns) return { from: first, to: last };
  const room = columns - 2 * CUT.length;
  // The mark's own text comes first, but for a few columns kept for what stands before it; then what stands before, up
  // to half of the room; then what follows.
  const kept = displayWidth(text.slice(Math.max(first, mark - KEPT_BEFORE), mark));
  let to = grow(text, mark, Math.min(markEnd, last), room - Math.min(kept, KEPT_BEFORE));
  const used = displayWidth(text.slice(mark, to));
  const from = grow(text, mark, first, Math.max(Math.floor(room / 2) - used, Math.min(room - used, KEPT_BEFORE)));
  to = grow(text, to, last, room - displayWidth(text.slice(from, to)));
  return { from, to };
}

/**
 * Moves from `at` towards `limit` by whole characters while what is passed takes at most `columns`; gives where it
 * stopped.
 */
function grow(text: string, at: number, limit: number, columns: number): number {
  const step = at <= limit ? 1 : -1;
  for (let taken = 0; at !== limit; ) {
    const code = text.codePointAt(step > 0 ? at : at - 1)!;
    const low = code >= 0xdc00 && code <= 0xdfff && step < 0 && at - 2 >= limit;
    const character = step > 0 ? String.fromCodePoint(code) : low ? text.slice(at - 2, at) : text.slice(at - 1, at);
    taken += displayWidth(character);
    if (taken > columns) break;
    at += step * character.length;
    if (step > 0 ? at > limit : at < limit) return limit;
  }
  return at;
}
