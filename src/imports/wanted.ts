// Wanted: which part of a project is to be laid where, whatever it comes from; and how it is said that it does not come.

import { fail, type Result } from "../model/failure.ts";

/** What of the project is wanted, and where it is to lie. */
export interface Wanted {
  readonly part: "imported" | "source";
  /** Asked about each name at the project's top. */
  readonly wanted: (name: string) => boolean;
  /** An empty directory. */
  readonly into: string;
  /** A directory that is not there yet, for what comes before it. */
  readonly scratch: string;
}

export function unavailable(found: string): Result<never> {
  return fail("import-unavailable", found);
}

export const NO_NETWORK = "the network is not asked by this command, or --offline forbids it";
