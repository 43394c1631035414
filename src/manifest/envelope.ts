// The in-toto Statement (v1) that every text of ours is: what it is about, and a predicate of one type.

import { STATEMENT_TYPE } from "./format.ts";
import type { JsonSpot } from "./json-spot.ts";

export interface Envelope {
  readonly subject: JsonSpot;
  readonly predicate: JsonSpot;
}

export function readEnvelope(spot: JsonSpot, predicateType: string): Envelope {
  const statement = spot.members("_type", "subject", "predicateType", "predicate");
  statement("_type").constant(STATEMENT_TYPE);
  statement("predicateType").constant(predicateType);
  return { subject: statement("subject"), predicate: statement("predicate") };
}

/** The digest of the one thing that a statement is about, of that name; undefined, and a fault, when it is not one. */
export function loneDigest(
  subject: JsonSpot,
  { name, called }: { readonly name: string; readonly called: string },
): JsonSpot | undefined {
  const [first, ...others] = subject.items();
  if (first === undefined || others.length > 0) subject.fault(`an array of ${called} alone`);
  const own = first?.members("name", "digest");
  own?.("name").constant(name);
  return own?.("digest");
}
