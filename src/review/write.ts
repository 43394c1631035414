// The canonical text of a review: an in-toto Statement v1 about a source (REVIEW.md).
// Must never write a text that parse.ts would refuse.

import { canonicalJson } from "../bytes/canonical-json.ts";
import { writeDigest } from "../manifest/descriptor.ts";
import { STATEMENT_TYPE } from "../manifest/format.ts";
import type { Review } from "../model/review.ts";
import { reviewFault } from "./fault.ts";
import { REVIEW_TYPE } from "./format.ts";

/** Writes a review as RFC 8785 text, with no line feed at its end. These bytes are what is signed. */
export function writeReview(review: Review): string {
  const fault = reviewFault(review);
  if (fault !== undefined) throw new Error(`our bug: a review was to be written in which ${fault}`);
  const { reviewer, reviewed, source, version, file, sha256, tree, care, paths, since, remark } = review;
  return canonicalJson({
    _type: STATEMENT_TYPE,
    subject: [
      { name: file, digest: writeDigest({ sha256 }) },
      ...(tree === undefined ? [] : [{ name: `${source}/`, digest: writeDigest({ tree }) }]),
    ],
    predicateType: REVIEW_TYPE,
    predicate: {
      reviewer,
      reviewed,
      source,
      version,
      care,
      paths,
      ...(since === undefined ? {} : { since: { version: since.version, tree: since.tree } }),
      ...(remark === undefined ? {} : { remark }),
    },
  });
}
