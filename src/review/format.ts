// What the texts of this version of the format are called (REVIEW.md). Must never change without a new number.

export const REVIEW_VERSION = 1;
/** With a version after it, the type of a review. */
export const REVIEW_TYPES = "urn:fromseed:review:";
export const REVIEW_TYPE = `${REVIEW_TYPES}${REVIEW_VERSION}`;
