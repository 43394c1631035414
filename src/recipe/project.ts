// Project: all recipes and stages of a repository, read and found right in their form and in what they refer to.

import type { Sha256 } from "../bytes/sha256.ts";
import type { Place } from "../model/failure.ts";
import type { Import } from "../model/import.ts";
import type { Image, Recipe, Stage } from "../model/recipe.ts";

/** Seconds on the wall, and of all processes on processors. */
export interface ReferenceTime {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** A project that one is made with, directly or through another. */
export interface OpenImport extends Import {
  /** By which way: `toolchain`, or `library:toolchain` for what `library` imports. */
  readonly called: string;
  /** Where its parts lie. */
  readonly root: string;
}

export interface Project {
  /** The repository's directory, with no symbolic link in it. */
  readonly root: string;
  /**
   * Its own, by name, in byte order, with the default values of their parameters put in. A stage's recipe has the stage's values
   * instead.
   */
  readonly recipes: ReadonlyMap<string, Recipe>;
  /** By name, in the order of the files' names and then of each file; then those of the imports. */
  readonly stages: ReadonlyMap<string, Stage>;
  /** By name, in the order of the files; then those of the imports. */
  readonly images: ReadonlyMap<string, Image>;
  /** Tree digests that stages must give, from stages/expected.sha256, the imports' too; by the stage's name. */
  readonly expected: ReadonlyMap<string, { readonly sha256: Sha256; readonly at: Place }>;
  /** What stages took elsewhere, from stages/reference-times; by the stage's name. */
  readonly referenceTimes: ReadonlyMap<string, ReferenceTime>;
  readonly defaultTarget?: string;
  /** Each followed by its own. */
  readonly imports: readonly OpenImport[];
}
