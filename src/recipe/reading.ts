// Reading: one file while it is read, and every failure found in it so far.
// Must never stop at the first failure: a person who mends a file wants to see all of them.

import type { FailureCode } from "../model/failure-code.ts";
import type { Failure, Place } from "../model/failure.ts";
import type { Mark, RepositoryText } from "./text.ts";

export class Reading {
  readonly text: RepositoryText;
  /** How the message of each failure opens: `Cannot read recipe "musl"`. */
  readonly action: string;
  readonly failures: Failure[];

  /** The reading adds to `failures`, which stay the caller's. */
  constructor(text: RepositoryText, action: string, failures: Failure[] = []) {
    this.text = text;
    this.action = action;
    this.failures = failures;
  }

  /** A reading of the same file whose messages open differently. Its failures are this one's too. */
  about(action: string): Reading {
    return new Reading(this.text, action, this.failures);
  }

  place(mark: Mark): Place {
    return this.text.place(mark);
  }

  fail(
    mark: Mark,
    found: string,
    hint?: string,
    { code = "recipe-form", seeAlso }: { readonly code?: FailureCode; readonly seeAlso?: Failure["seeAlso"] } = {},
  ): void {
    this.failures.push({
      kind: "failure",
      code,
      message: `${this.action}: ${found}`,
      place: this.place(mark),
      ...(seeAlso === undefined ? {} : { seeAlso }),
      ...(hint === undefined ? {} : { hint }),
    });
  }
}
