// Progress bar: how far an activity is, in plain ASCII, so that it looks the same in every terminal and font.
// Must never show a share that was not counted: an unknown total has a number but no bar.

import type { Activity } from "../model/event.ts";
import { count } from "./event-words.ts";
import { sizeText } from "./size-text.ts";

/** What is counted, where it is not bytes; see src/model/event.ts. */
const UNITS: Readonly<Partial<Record<Activity, string>>> = { building: "step", checking: "step", hashing: "file" };

/**
 * Writes `[====> ] 40 MiB of 100 MiB` in at most `width` columns, with less of it where room is short; "" when nothing
 * is known.
 */
export function progressBar(activity: Activity, done: number, total: number, width: number): string {
  const amount = amountText(activity, done, total);
  if (total <= 0) return amount.length <= width ? amount : "";
  const bar = Math.min(32, width - amount.length - 2);
  if (bar >= 8) return `${drawn(done / total, bar)}  ${amount}`;
  return width >= 3 ? drawn(done / total, Math.min(32, width)) : "";
}

function amountText(activity: Activity, done: number, total: number): string {
  const unit = UNITS[activity];
  const whole = (amount: number): string => (unit === undefined ? sizeText(amount) : count(amount, unit));
  if (total > 0) return `${unit === undefined ? sizeText(done) : done} of ${whole(total)}`;
  return done > 0 ? whole(done) : "";
}

function drawn(share: number, width: number): string {
  const cells = width - 2;
  const filled = Math.floor(Math.min(1, Math.max(0, share)) * cells);
  const head = filled < cells ? ">" : "";
  return `[${`${"=".repeat(filled)}${head}`.padEnd(cells)}]`;
}
