// The part of an audit that is about the repository's own files: how many lines there are to read, by folder and
// language, recipes as well, and that no file that a step sees is opaque or generated. Must never count a file twice,
// however many recipes use it.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { byBytes } from "../bytes/order.ts";
import { succeed, type Failure, type Result } from "../model/failure.ts";
import { calledIn } from "../model/import.ts";
import type { Recipe } from "../model/recipe.ts";
import { lookAt } from "../inputs/file-look.ts";
import { countLines, languageOf, type LineCount } from "../inputs/line-count.ts";
import { readLocalFiles } from "../inputs/local-files.ts";
import { localFault, uncheckedFaults } from "./purity.ts";

/** Lines of one folder of the repository in one language. */
export interface ReadLines extends LineCount {
  readonly folder: string;
  readonly language: string;
  readonly files: number;
}

export interface FilesAudit {
  /** Sorted by folder and language. */
  readonly own: readonly ReadLines[];
  readonly patches: readonly { readonly path: string; readonly lines: number }[];
  readonly opaque: readonly { readonly path: string; readonly kind: string; readonly size: number }[];
  readonly faults: readonly Failure[];
}

/** Counts recipes and their files, and judges the files. */
export async function auditLocalFiles(recipes: readonly Recipe[]): Promise<Result<FilesAudit>> {
  const rows = new Map<string, ReadLines>();
  const patches = new Map<string, number>();
  const opaque: { path: string; kind: string; size: number }[] = [];
  const faults: Failure[] = [];
  const seen = new Set<string>();
  const counted = async (recipe: Recipe, path: string): Promise<LineCount> => {
    const lines = countLines(path, await readFile(join(recipe.root, path), "utf8"));
    const folder = calledIn(recipe, path.split("/").slice(0, -1).slice(0, 2).join("/") || ".");
    const language = languageOf(path);
    const row = rows.get(`${folder} ${language}`) ?? { folder, language, files: 0, code: 0, comment: 0, blank: 0 };
    rows.set(`${folder} ${language}`, {
      ...row,
      files: row.files + 1,
      code: row.code + lines.code,
      comment: row.comment + lines.comment,
      blank: row.blank + lines.blank,
    });
    return lines;
  };
  for (const recipe of recipes) {
    const files = await readLocalFiles(recipe.root, recipe.files);
    if (!files.ok) return files;
    for (const { path } of files.value) {
      const absolute = join(recipe.root, path);
      if (seen.has(absolute)) continue;
      seen.add(absolute);
      const called = calledIn(recipe, path);
      const look = lookAt(absolute, path);
      if (look.opaque !== undefined) opaque.push({ path: called, kind: look.opaque, size: look.size });
      const fault = localFault(called, look);
      if (fault !== undefined) faults.push(fault);
      const lines = await counted(recipe, path);
      if (recipe.patches.includes(path)) patches.set(called, lines.code + lines.comment);
    }
  }
  for (const recipe of recipes) faults.push(...uncheckedFaults(recipe));
  // No step sees a recipe, so it is counted alone; unless it was listed as a file.
  for (const recipe of recipes) {
    const path = `recipes/${recipe.name}/recipe.yaml`;
    if (!seen.has(join(recipe.root, path))) await counted(recipe, path);
  }
  return succeed({
    own: [...rows.values()].sort((a, b) => byBytes(a.folder, b.folder) || byBytes(a.language, b.language)),
    patches: [...patches].map(([path, lines]) => ({ path, lines })),
    opaque,
    faults,
  });
}
