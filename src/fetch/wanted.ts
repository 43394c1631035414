// A file that is wanted, and the kinds of places that may have it.

import type { Place } from "../model/failure.ts";
import type { Component, Release, Source } from "../model/recipe.ts";

/** A file that is wanted, and by what it is known: a pinned source, or another whose digest is known. */
export type Wanted = Unsized & Pick<Source, "size">;

/** The same where nobody has said how long it is. */
export type Unsized = Pick<Source, "file" | "sha256" | "places"> & { readonly at?: Place };

/** Where a file itself is. */
export type FilePlace =
  | { readonly type: "http"; readonly url: string }
  | { readonly type: "file"; readonly path: string }
  /** To be packed from a toolchain of this machine. */
  | ({ readonly type: "rustup" } & Component);

/** Where a release is has to be asked of its registry first. */
export type FetchPlace = FilePlace | Release;
