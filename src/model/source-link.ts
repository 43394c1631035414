// Source link: the claim that a pinned file, unpacked in one way, is a tree of one digest. A recipe makes it by what it
// pins; who has fetched and unpacked the file can make it of what came out. Pure.
// Must never hold what cannot change the tree: names of files, places, licences.

import { byBytes } from "../bytes/order.ts";
import { asSha256, type Sha256 } from "../bytes/sha256.ts";
import type { PathPattern, Source } from "./recipe.ts";

/** All that a tree depends on beside the bytes of the file that it is unpacked from. */
export interface Unpacking {
  /** The version of what unpacks. */
  readonly unpacker: number;
  readonly inner?: { readonly path: string; readonly sha256: Sha256 };
  readonly strip: number;
  /** Patterns of paths, sorted by their bytes, each once. All is kept when there are none. */
  readonly keep: readonly string[];
  /** As `keep`. */
  readonly remove: readonly string[];
}

export interface SourceLink {
  /** Of the file itself. */
  readonly sha256: Sha256;
  readonly size: number;
  /** Absent for a file that is used as it is: then the claim is that a file of that digest has that size. */
  readonly unpacked?: Unpacking & { readonly tree: Sha256 };
}

/** What a recipe claims of a source, for an unpacker of that version. */
export function sourceLink({ sha256, size, unpack }: Source, unpacker: number): SourceLink {
  if (unpack === undefined) return { sha256, size };
  const { tree, strip, inner, keep, remove } = unpack;
  return {
    sha256,
    size,
    unpacked: {
      unpacker,
      ...(inner === undefined ? {} : { inner: { path: inner.path, sha256: inner.sha256 } }),
      strip,
      keep: sorted(keep),
      remove: sorted(remove),
      tree,
    },
  };
}

/** Whether a value that was read has the form of one; in which order its lists must be is for those who write it. */
export function isUnpacking(value: unknown): value is Unpacking {
  if (typeof value !== "object" || value === null) return false;
  const { unpacker, inner, strip, keep, remove, ...others } = value as { readonly [key: string]: unknown };
  return (
    Object.keys(others).length === 0 &&
    (inner === undefined || isInner(inner)) &&
    [unpacker, strip].every((each) => Number.isSafeInteger(each)) &&
    isTexts(keep) &&
    isTexts(remove)
  );
}

function isInner(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { path, sha256, ...others } = value as { readonly [key: string]: unknown };
  return isTexts([path, sha256]) && asSha256(String(sha256)) !== undefined && Object.keys(others).length === 0;
}

export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string" && each.isWellFormed());
}

function sorted(patterns: readonly PathPattern[]): readonly string[] {
  return [...new Set(patterns.map(({ path }) => path))].sort(byBytes);
}
