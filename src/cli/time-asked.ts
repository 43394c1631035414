// As of when the command line asks.

import { fail, succeed, type Result } from "../model/failure.ts";
import { timeOf } from "../policy/lines.ts";
import type { Context } from "./context.ts";
import type { Options } from "./options.ts";

/** The time that `--at` names; else now. */
export function timeAsked(context: Context, options: Options): Result<Date> {
  const named = timeNamed(options, "at");
  return named.ok ? succeed(named.value ?? context.date()) : named;
}

/** The time that a flag names; undefined without it. */
export function timeNamed(options: Options, flag: string): Result<Date | undefined> {
  const text = options.values.get(flag)?.[0];
  if (text === undefined) return succeed(undefined);
  const time = timeOf(text);
  return time === undefined
    ? fail("usage", `Cannot read the command line: --${flag} takes a time, not "${text}"`, {
        hint: "a day such as 2026-01-31, or a moment such as 2026-01-31T23:59:59Z; both in UTC",
      })
    : succeed(new Date(time));
}

/** Since 1970, as OpenPGP counts them. */
export function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
