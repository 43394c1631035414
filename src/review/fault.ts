// What may not be in a review, whoever wrote it: checked before one is written and after one is read.
// Must never look outside the review: whether it is true is for others to say.

import { first, keyFault, nameFault, orderFault, pathFault, timeFault, wordsFault } from "../manifest/rules.ts";
import { CAREFULNESS, type Review } from "../model/review.ts";

/** The first thing wrong with a review, as the end of a sentence; undefined when nothing is. */
export function reviewFault(review: Review): string | undefined {
  const { reviewer, reviewed, source, version, file, tree, care, paths, since, remark } = review;
  return (
    keyFault(reviewer) ??
    timeFault("the time of the review", reviewed) ??
    nameFault("source", source) ??
    nameFault("file", file) ??
    wordsFault("the version", version) ??
    (CAREFULNESS.includes(care) ? undefined : `it was ${JSON.stringify(care)}, not one of ${CAREFULNESS.join(", ")}`) ??
    (paths.length > 0 ? undefined : "nothing was read") ??
    (paths.includes("*")
      ? paths.length > 1
        ? "it names paths beside all of them"
        : undefined
      : first(paths, (path) => pathFault(path.replace(/\/$/, "")))) ??
    orderFault("paths", paths) ??
    (tree === undefined && (since !== undefined || paths[0] !== "*")
      ? "a file that is used as it is has no paths, and no version before"
      : undefined) ??
    (since === undefined ? undefined : wordsFault("the version before", since.version)) ??
    (since !== undefined && since.tree === tree ? "nothing changed since the version that it names" : undefined) ??
    (remark === undefined ? undefined : wordsFault("the remark", remark))
  );
}
