// What a recipe says of generated files beside what its sources hold: which files it declares, what it leaves
// undeclared, which declarations are unused. Pure; the rules are those of recipes/FORMAT.md.

import type { Recipe, PathPattern } from "../model/recipe.ts";
import { filesNamed } from "../model/path-pattern.ts";

/** What a recipe's sources hold; all files by `<source>/<path>`. */
export interface SourceContent {
  readonly files: ReadonlySet<string>;
  readonly marked: ReadonlyMap<string, string>;
  readonly opaque: ReadonlyMap<string, { readonly kind: string; readonly size: number }>;
}

/** A path that need not be there, and why not. */
export interface Idle {
  readonly path: PathPattern;
  readonly why: string;
}

export interface Declared {
  /** The files of each group of `pregenerated`, in the recipe's order; each file is in one. */
  readonly pregenerated: readonly (readonly string[])[];
  /** The files of each group of `written`. */
  readonly written: readonly (readonly string[])[];
  readonly undeclared: readonly { readonly path: string; readonly mark: string }[];
  readonly undeclaredOpaque: readonly { readonly path: string; readonly kind: string; readonly size: number }[];
  readonly idle: readonly Idle[];
}

/** Holds a recipe's word against its sources. */
export function declaredFiles(
  recipe: Pick<Recipe, "pregenerated" | "written">,
  { files, marked, opaque }: SourceContent,
): Declared {
  const idle: Idle[] = [];
  const named = (path: PathPattern): readonly string[] => {
    const own = filesNamed(path.path, files);
    if (own.length === 0) idle.push({ path, why: "names no file" });
    return own;
  };
  const written = recipe.written.map(({ paths }) => paths.map((path) => ({ path, files: named(path) })));
  const isWritten = new Set(written.flat().flatMap((each) => each.files));
  const taken = new Set<string>();
  /** What some path of `pregenerated` names, were there no `written`. */
  const claimed = new Set<string>();
  const pregenerated = recipe.pregenerated.map(({ paths }) =>
    paths.flatMap((path) => {
      const own = named(path);
      const fresh = own.filter((file) => !taken.has(file) && !(isWritten.has(file) && !opaque.has(file)));
      if (own.length > 0 && fresh.length === 0) idle.push({ path, why: "names only files that other paths name" });
      for (const file of own) claimed.add(file);
      for (const file of fresh) taken.add(file);
      return fresh;
    }),
  );
  for (const { path, files: own } of written.flat()) {
    if (own.length > 0 && !own.some((file) => marked.has(file) || claimed.has(file)))
      idle.push({ path, why: "names no file that is taken for generated" });
  }
  return {
    pregenerated,
    written: written.map((paths) => [...new Set(paths.flatMap((each) => each.files))]),
    undeclared: [...marked]
      .filter(([path]) => !taken.has(path) && !isWritten.has(path))
      .map(([path, mark]) => ({ path, mark })),
    undeclaredOpaque: [...opaque]
      .filter(([path]) => !taken.has(path))
      .map(([path, { kind, size }]) => ({ path, kind, size })),
    idle,
  };
}
