// A file that is wanted, and the kinds of places that may have it.

import type { Place } from "../model/failure.ts";
import type { Release, Source } from "../model/recipe.ts";

/** A file that is wanted, and by what it is known: a pinned source, or another whose digest is known. */
export type Wanted = Pick<Source, "file" | "size" | "sha256" | "places"> & { readonly at?: Place };

export type FetchPlace =
  | { readonly type: "http"; readonly url: string }
  | { readonly type: "file"; readonly path: string }
  /** Where that is has to be asked of a registry first. */
  | Release;
