// Tree: what a stage leaves. Files, modes and links, nothing else. The format of a tree listing is in
// src/store/LISTING.md.

import type { Sha256 } from "../bytes/sha256.ts";

/** One entry of a tree. Paths are relative, with "/" between names, no "." or "..", and never empty. */
export type TreeEntry =
  | {
      readonly type: "file";
      readonly path: string;
      readonly executable: boolean;
      readonly sha256: Sha256;
      readonly size: number;
    }
  | { readonly type: "link"; readonly path: string; readonly target: string }
  /** Only an empty directory has an entry: others follow from what they hold. */
  | { readonly type: "directory"; readonly path: string };

/** A tree by its digest, with its entries sorted by the bytes of their paths. */
export interface Tree {
  readonly sha256: Sha256;
  readonly entries: readonly TreeEntry[];
  /** Sum of the files' sizes, in bytes. */
  readonly size: number;
}
