// A file that is wanted, and the kinds of places that may have it.

import type { Place } from "../model/failure.ts";
import type { Component, Release, Source } from "../model/recipe.ts";

/** A file that is wanted, and by what it is known: a pinned source, or another whose digest is known. */
export type Wanted = Unsized & Pick<Source, "size">;

/** The same where nobody has said how long it is. */
export type Unsized = Pick<Source, "file" | "sha256" | "places"> & { readonly at?: Place };

/** What is looked for: with a digest, as soon as one is known. */
export type Looked = Pick<Unsized, "file" | "places"> & { readonly sha256?: Source["sha256"] };

/** Where a file itself is. */
export type FilePlace =
  | { readonly type: "http"; readonly url: string; readonly told?: Told }
  | { readonly type: "file"; readonly path: string }
  /** To be packed from a toolchain of this machine. */
  | ({ readonly type: "rustup" } & Component);

/** What a registry tells of a release's file, where it is asked. */
export interface Told {
  readonly sha256?: string;
  /** Why its makers withdrew it, in their words, which may be none. */
  readonly withdrawn?: string;
}

/** Where a release is has to be asked of its registry first. */
export type FetchPlace = FilePlace | Release;
