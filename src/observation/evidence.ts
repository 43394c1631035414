// Evidence of building: what a builder knows and a copier does not. A build leaves files in /work that are thrown away;
// the digest of their listing, salted with who says so, is part of an observation. Whoever rebuilds has the same listing
// and can check everybody's. Must never let the bare digest out of the home: with it, anybody could claim the build.

import { sha256, type Sha256 } from "../bytes/sha256.ts";

/** What was built: the same for everybody who agrees. */
export interface BuiltTree {
  readonly key: Sha256;
  readonly tree: Sha256;
}

/** `left` is the tree digest of what the steps left in /work (src/store/LISTING.md). */
export function evidenceOf(observer: string, { key, tree }: BuiltTree, left: Sha256): Sha256 {
  return sha256(`fromseed-evidence 1\n${observer}\n${key}\n${tree}\n${left}\n`);
}

/** What a build that leaves nothing has for a listing: its evidence can be made by anybody. */
export const NOTHING_LEFT: Sha256 = sha256("");
