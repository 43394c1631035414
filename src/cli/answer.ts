// What a command answers that says one thing to persons and to scripts, and how it is given.

import type { Failure } from "../model/failure.ts";
import { harmless } from "../report/harmless.ts";
import { jsonLine } from "../report/json-lines.ts";
import { reportFailures, type Context } from "./context.ts";
import { EXIT, exitCode } from "./exit-codes.ts";

export interface Answer {
  /** For persons; strangers' words in them are made harmless when they are given. */
  readonly lines: readonly string[];
  /** For scripts, which get the failures with it. */
  readonly value: object;
  /** What is wrong all the same. */
  readonly failures: readonly Failure[];
}

/** Gives the exit code. */
export async function giveAnswer(context: Context, { lines, value, failures }: Answer): Promise<number> {
  if (context.json) context.write(jsonLine({ ...value, failures }));
  else {
    context.write(lines.map((line) => `${harmless(line)}\n`).join(""));
    if (failures.length > 0) return reportFailures(context, failures);
  }
  return failures.length === 0 ? EXIT.done : exitCode(failures);
}
