// Exit codes, the same for every command. `fromseed --help` prints them from here.
// They follow from the codes of failures alone: what has failed says how a command ends.

import { FAILURE_CODES, type FailureGroup } from "../model/failure-code.ts";
import type { Failure } from "../model/failure.ts";

export const EXIT = { done: 0, failed: 1, usage: 2, missing: 3, disputed: 4, interrupted: 130 } as const;

export const EXIT_MEANINGS: readonly (readonly [number, string])[] = [
  [EXIT.done, "done; nothing failed and nothing differed"],
  [EXIT.failed, "a stage failed, a digest or a signature did not match, or two things differ"],
  [EXIT.usage, "the command line, a recipe or a stage is wrong; nothing was run"],
  [EXIT.missing, "this machine lacks something that is needed; `fromseed doctor` says what"],
  [
    EXIT.disputed,
    "people whose word counts, or they and this machine, have different trees from the same inputs: one is wrong",
  ],
  [
    EXIT.interrupted,
    "interrupted (Ctrl-C, or the reader of the output is gone); the next run continues from the last finished stage",
  ],
];

const EXIT_OF_GROUP: Readonly<Record<FailureGroup, number>> = {
  input: EXIT.usage,
  absent: EXIT.failed,
  source: EXIT.failed,
  build: EXIT.failed,
  machine: EXIT.missing,
  store: EXIT.failed,
  trust: EXIT.failed,
  dispute: EXIT.disputed,
  stopped: EXIT.interrupted,
};

/** Which one a command ends with whose failures ask for several: what must be seen to first. */
const FIRST = [EXIT.interrupted, EXIT.missing, EXIT.disputed, EXIT.failed, EXIT.usage];

/** The exit code of a command that ends with these failures, of which there is at least one. */
export function exitCode(failures: readonly Failure[]): number {
  const asked = new Set(failures.map(({ code }) => EXIT_OF_GROUP[FAILURE_CODES[code].group]));
  const code = FIRST.find((each) => asked.has(each));
  if (code === undefined) throw new Error("our bug: a command fails without a failure");
  return code;
}
