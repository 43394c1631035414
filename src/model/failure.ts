// Failure: bad input or a bad world as a value, with its place and a hint. Broken invariants throw instead.

import type { FailureCode } from "./failure-code.ts";

/** A place in a file of the repository. Lines and columns count from 1; columns count UTF-16 code units. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How many code units the squiggle marks, at least 1. */
  readonly length: number;
  /** The whole text of the line, without its end. */
  readonly text: string;
}

/** What went wrong, in the form `Cannot <action> <thing>: <what was found>`. */
export interface Failure {
  readonly kind: "failure";
  readonly code: FailureCode;
  /** One line, no full stop at its end, full digests, names in double quotes. */
  readonly message: string;
  readonly place?: Place;
  /** A second place that explains the first (`"x" is defined here`). */
  readonly seeAlso?: { readonly says: string; readonly place: Place };
  /** More lines to show below the place: the end of a log, a list of what was tried. */
  readonly details?: readonly string[];
  /** What to do about it, one line. */
  readonly hint?: string;
}

/** A value, or every failure that was found on the way to it (at least one). */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failures: readonly Failure[] };

export function succeed<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(
  code: FailureCode,
  message: string,
  more: Omit<Failure, "kind" | "code" | "message"> = {},
): { readonly ok: false; readonly failures: readonly Failure[] } {
  return { ok: false, failures: [{ kind: "failure", code, message, ...more }] };
}
