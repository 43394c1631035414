// Scrolled text: what the terminal view leaves behind for good: the plain log's lines, fitted to the terminal.
// Must never cut a message or a place: only digests are shortened, and sizes left out, where a line is too narrow for
// them.

import { displayWidth, pad } from "./display-width.ts";
import { durationText } from "./duration-text.ts";
import { verbWidth } from "./event-words.ts";
import type { EventWords } from "./event-words.ts";
import { paint } from "./paint.ts";
import type { Look } from "./paint.ts";
import { wrappedText } from "./wrapped-text.ts";

const looks: Readonly<Record<EventWords["verb"], Look>> = {
  planned: "plain",
  started: "dim",
  built: "good",
  reused: "dim",
  waiting: "dim",
  failed: "bad",
  skipped: "notice",
  warning: "notice",
  ended: "good",
  stopped: "notice",
};

/** The text of an event: its line, and what stands below it, wrapped where it is too wide. */
export function scrolledText(words: EventWords, stageWidth: number, columns: number, color: boolean): string {
  const time = words.seconds === undefined ? "" : `  (${durationText(words.seconds)})`;
  const verb = pad(words.verb, verbWidth);
  // On a narrow terminal columns are given up first, then the time, where that saves the digest, then digits of
  // digests.
  const wide = columns >= 60;
  const stage = wide ? pad(words.stage, stageWidth) : words.stage;
  const gap = wide ? "  " : " ";
  const head = `${stage}${gap}${wide ? verb : words.verb}`;
  const room = columns - displayWidth(head) - gap.length;
  const detail =
    words.verb === "built" || words.verb === "reused" ? treeDetail(words.detail, room, time.length) : words.detail;
  const shownTime = displayWidth(detail) + time.length <= room ? time : "";
  const line =
    `${stage}${gap}${paint(wide ? verb : words.verb, looks[words.verb], color)}${gap}${detail}`.trimEnd() +
    paint(shownTime, "dim", color);
  return wrappedText([line, ...words.below].join("\n"), columns);
}

/** Shortens the digest of `<digest>  <size>`: all of it, 12 digits, none, as room allows. */
function treeDetail(detail: string, room: number, timeWidth: number): string {
  if (displayWidth(detail) <= room) return detail;
  const size = detail.slice(64).trimStart();
  const short = `${detail.slice(0, 12)}..  ${size}`;
  if (short.length + timeWidth <= room) return short;
  return size.length <= room ? size : "";
}
