// Refused: how the readers of archives say no. It is thrown deep inside a stream and turned into a Failure by unpack().
// Must never leave src/fetch/: callers outside see only Failure values.

import type { Place } from "../model/failure.ts";
import type { FailureCode } from "../model/failure-code.ts";

/** Bad input, said as the part of a failure's message that follows `Cannot unpack "file": `. */
export class Refused extends Error {
  readonly code: FailureCode;
  readonly hint: string | undefined;
  /** Of the recipe's words that the archive does not fit. */
  readonly place: Place | undefined;

  constructor(
    found: string,
    more: { readonly code?: FailureCode; readonly hint?: string; readonly place?: Place } = {},
  ) {
    super(found);
    this.code = more.code ?? "archive-refused";
    this.hint = more.hint;
    this.place = more.place;
  }
}

/** Quotes text of an archive for a message: control characters escaped, and cut when it is long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}...` : text);
}
