// As of when the command line asks.

import { fail, succeed, type Result } from "../model/failure.ts";
import { timeOf } from "../policy/lines.ts";
import type { Context } from "./context.ts";
import type { Options } from "./options.ts";

/** The time that `--at` names; else now. */
export function timeAsked(context: Context, options: Options): Result<Date> {
  const text = options.values.get("at")?.[0];
  if (text === undefined) return succeed(context.date());
  const time = timeOf(text);
  return time === undefined
    ? fail("usage", `Cannot read the command line: --at takes a time, not "${text}"`, {
        hint: "a day such as 2026-01-31, or a moment such as 2026-01-31T23:59:59Z; both in UTC",
      })
    : succeed(new Date(time));
}
