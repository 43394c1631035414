// Progress bar: how far an activity is, in plain ASCII, so that it looks the same in every terminal and font.
// Must never show as counted what is only guessed: a bar that goes by the time has no number for it, and never ends.

import type { Activity } from "../model/event.ts";
import { count } from "./event-words.ts";
import { sizeText } from "./size-text.ts";

/** What is counted, where it is not bytes; see src/model/event.ts. */
const UNITS: Readonly<Partial<Record<Activity, string>>> = { building: "step", checking: "step", hashing: "file" };

interface Progress {
  readonly activity: Activity;
  readonly done: number;
  readonly total: number;
}

/** Seconds that the stage has been running, and that it is expected to. */
interface StageTime {
  readonly elapsed: number;
  readonly expected: number | undefined;
}

/**
 * Writes `[====> ] 40 MiB of 100 MiB` in at most `width` columns, with less of it where room is short. Steps take very
 * different times, so where it is known what the stage takes, the bar goes by that; a single step of which nothing is
 * known has a mark that moves.
 */
export function progressBar(progress: Progress, { elapsed, expected }: StageTime, width: number): string {
  const { done, total } = progress;
  const amount = amountText(progress);
  const steps = UNITS[progress.activity] === "step";
  const byTime = steps && expected !== undefined && expected > 0;
  if (!byTime && total <= 0) return amount.length <= width ? amount : "";
  const draw = (columns: number): string => {
    if (byTime) return drawn(elapsed / expected, columns, columns - 3);
    return steps && total === 1 ? moving(elapsed, columns) : drawn(done / total, columns, columns - 2);
  };
  const bar = Math.min(32, amount === "" ? width : width - amount.length - 2);
  if (bar >= 8) return `${draw(bar)}  ${amount}`.trimEnd();
  return width >= 4 ? draw(Math.min(32, width)) : "";
}

function amountText({ activity, done, total }: Progress): string {
  const unit = UNITS[activity];
  const whole = (amount: number): string => (unit === undefined ? sizeText(amount) : count(amount, unit));
  if (unit === "step") return total > 1 ? `step ${Math.min(done + 1, total)} of ${total}` : "";
  if (total > 0) return `${unit === undefined ? sizeText(done) : done} of ${whole(total)}`;
  return done > 0 ? whole(done) : "";
}

/** A bar of `width` columns that is filled by its share, but to no more than `most`. */
function drawn(share: number, width: number, most: number): string {
  const cells = width - 2;
  const filled = Math.min(most, Math.floor(Math.min(1, Math.max(0, share)) * cells));
  const head = filled < cells ? ">" : "";
  return `[${`${"=".repeat(filled)}${head}`.padEnd(cells)}]`;
}

/** A bar with a mark that goes to and fro, a column each half second. */
function moving(elapsed: number, width: number): string {
  const cells = width - 2;
  const way = Math.max(1, cells - 3);
  const at = Math.floor(elapsed * 2) % (2 * way);
  return `[${`${" ".repeat(at < way ? at : 2 * way - at)}<=>`.padEnd(cells).slice(0, cells)}]`;
}
