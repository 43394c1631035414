// Review: one person's signed word that they read a source: which, what of it, how carefully.

import type { Sha256 } from "../bytes/sha256.ts";

/** How carefully, the later the more. */
export const CAREFULNESS = ["skimmed", "read", "understood"] as const;
export type Carefulness = (typeof CAREFULNESS)[number];

/** Everything a review says; src/review/REVIEW.md gives its canonical text. */
export interface Review {
  /** The signer: the fingerprint of an OpenPGP certificate, or `SHA256:` and that of an SSH key. */
  readonly reviewer: string;
  /** RFC 3339, UTC, whole seconds. */
  readonly reviewed: string;
  /** As recipes call it, and the version of the recipe: for people, as the digests tell which it is. */
  readonly source: string;
  readonly version: string;
  /** The upstream file's name and digest. */
  readonly file: string;
  readonly sha256: Sha256;
  /** Digest of the unpacked tree, as a recipe's keep and remove leave it; absent for a file that is used as it is. */
  readonly tree?: Sha256;
  readonly care: Carefulness;
  /** What of the tree was read: paths, with "/" at the end all below; or "*" alone for all. Sorted. */
  readonly paths: readonly string[];
  /** Only what changed since this version of it was read. */
  readonly since?: { readonly version: string; readonly tree: Sha256 };
  /** What the reviewer has to say, in one line. */
  readonly remark?: string;
}
