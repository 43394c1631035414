// Reading a review: the exact reverse of write.ts. Must never accept a text that write.ts would not have written, to the
// byte; whose word it is, its signature says.

import { readCanonical } from "../manifest/canonical-text.ts";
import { readDigest } from "../manifest/descriptor.ts";
import { readEnvelope } from "../manifest/envelope.ts";
import { otherStatement } from "../manifest/format.ts";
import type { JsonSpot } from "../manifest/json-spot.ts";
import type { Result } from "../model/failure.ts";
import type { Carefulness, Review } from "../model/review.ts";
import { reviewFault } from "./fault.ts";
import { REVIEW_TYPE, REVIEW_TYPES, REVIEW_VERSION } from "./format.ts";
import { writeReview } from "./write.ts";

/** Reads a review's text, or says what is wrong with it. `file` is where it came from, for messages. */
export function parseReview(content: Uint8Array | string, file?: string): Result<Review> {
  return readCanonical(
    {
      noun: "review",
      page: "src/review/REVIEW.md",
      version: REVIEW_VERSION,
      older: "who wrote it writes it again: fromseed review",
      otherVersion: (json) => otherStatement(json, REVIEW_TYPES, REVIEW_VERSION),
      read: readStatement,
      fault: reviewFault,
      write: writeReview,
    },
    content,
    file,
  );
}

function readStatement(spot: JsonSpot): Review {
  const statement = readEnvelope(spot, REVIEW_TYPE);
  const predicate = statement.predicate.members(
    "reviewer",
    "reviewed",
    "source",
    "version",
    "care",
    "paths",
    "since?",
    "remark?",
  );
  const source = predicate("source").text();
  const [first, second, ...others] = statement.subject.items();
  if (first === undefined || others.length > 0) statement.subject.fault("an array of a file, and of its tree");
  const own = (first ?? statement.subject).members("name", "digest");
  const digest = readDigest(own("digest"));
  if (!("sha256" in digest)) own("digest").fault("the digest of a file");
  const before = predicate("since").present() ? predicate("since").members("version", "tree") : undefined;
  return {
    reviewer: predicate("reviewer").text(),
    reviewed: predicate("reviewed").text(),
    source,
    version: predicate("version").text(),
    file: own("name").text(),
    sha256: "sha256" in digest ? digest.sha256 : digest.tree,
    ...(second === undefined ? {} : { tree: readTree(second, source) }),
    // Whether it is one of the words, the rules say.
    care: predicate("care").text() as Carefulness,
    paths: predicate("paths")
      .items()
      .map((each) => each.text()),
    ...(before === undefined ? {} : { since: { version: before("version").text(), tree: before("tree").digest() } }),
    ...(predicate("remark").present() ? { remark: predicate("remark").text() } : {}),
  };
}

function readTree(spot: JsonSpot, source: string): NonNullable<Review["tree"]> {
  const own = spot.members("name", "digest");
  own("name").constant(`${source}/`);
  const digest = readDigest(own("digest"));
  if ("tree" in digest) return digest.tree;
  own("digest").fault("the digest of a tree");
  return digest.sha256;
}
