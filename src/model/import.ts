// Import: another project that one is made with, by what its recipes, stages, seed and rungs are, and where it can be
// had. Must never count for what a place gives: the digest alone says which project it is.

import type { Sha256 } from "../bytes/sha256.ts";
import type { Place } from "./failure.ts";

/** Where a project can be had: its recipes, and its own source tree. */
export type ProjectPlace =
  /** A repository, by whatever address git takes, and the whole name of a commit in it. */
  | { readonly type: "git"; readonly address: string; readonly commit: string }
  /** An archive, by its address or absolute path, that holds the project at its top or in the one folder it has. */
  | { readonly type: "archive"; readonly from: string }
  /** An absolute path. */
  | { readonly type: "directory"; readonly path: string };

export interface Import {
  /** What the project that imports it calls it. */
  readonly name: string;
  /** What stands there before the names of its stages and images; often nothing. */
  readonly prefix: string;
  /** Version of the sandbox contract that it is imported for. */
  readonly contract: number;
  /** Of the tree of its parts: `src/imports/IMPORTS.md`. */
  readonly digest: Sha256;
  /** In the order in which they are tried. */
  readonly places: readonly ProjectPlace[];
  readonly at: Place;
}

/** The file at a project's top that says what it imports. */
export const PROJECT_FILE = "fromseed.yaml";

/** What of a project is imported, at its top: all that its stages' keys can depend on, and its own imports. */
export const IMPORTED_PARTS = ["bootstrap-seed", PROJECT_FILE, "recipes", "stages"] as const;

/** What of a project is not its own source tree, so that a digest can be pinned there without changing the tree. */
export const NOT_SOURCE = [PROJECT_FILE, "recipes", "stages"] as const;

/** What messages call a file of a project, or what it imports: of an import, after what that is called and ":". */
export function calledIn({ imported }: { readonly imported?: string }, name: string): string {
  return imported === undefined ? name : `${imported}:${name}`;
}

/** A place in words. */
export function placeText(place: ProjectPlace): string {
  switch (place.type) {
    case "git":
      return `${place.address} at ${place.commit}`;
    case "archive":
      return place.from;
    case "directory":
      return place.path;
  }
}
