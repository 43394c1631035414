// What the texts of this version of the format are called (REVIEW.md). Must never change without a new number.

import type { Json } from "../bytes/canonical-json.ts";

export const REVIEW_VERSION = 1;
export const REVIEW_TYPE = `urn:fromseed:review:${REVIEW_VERSION}`;

/** The version of a review, when it is another one than ours. */
export function otherReviewVersion(json: Json): number | undefined {
  const type = typeof json === "object" && json !== null && "predicateType" in json ? json["predicateType"] : undefined;
  const found = typeof type === "string" ? /^urn:fromseed:review:(\d{1,9})$/.exec(type)?.[1] : undefined;
  return found === undefined || Number(found) === REVIEW_VERSION ? undefined : Number(found);
}
