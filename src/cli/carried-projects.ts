// What a project is made with besides sources, on its way to another machine: its imports, and their own source trees, in
// the folder that `fetch --into` fills and `--mirror` is given. Must never carry what the store does not have whole.

import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { Sha256 } from "../bytes/sha256.ts";
import { carriedPath } from "../imports/carried.ts";
import { obtainOwn } from "../inputs/own-tree.ts";
import type { Obtaining } from "../inputs/obtaining.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { Stage } from "../model/recipe.ts";
import type { Project } from "../recipe/project.ts";

/** Copies them, but for what is there already; `stages` are those whose source trees are needed. */
export async function carryProjects(
  obtaining: Obtaining,
  { project, stages }: { readonly project: Project; readonly stages: readonly Stage[] },
  into: string,
): Promise<Result<void>> {
  const digests = new Set<Sha256>(project.imports.map(({ digest }) => digest));
  for (const { recipe } of stages) {
    // The project that is worked in is had as a whole.
    if (recipe.own === undefined || recipe.imported === undefined) continue;
    const own = await obtainOwn(obtaining, recipe);
    if (!own.ok) return own;
    digests.add(recipe.own.tree);
  }
  for (const digest of digests) {
    const to = carriedPath(into, digest);
    if (existsSync(to)) continue;
    await mkdir(dirname(to), { recursive: true });
    const copied = await obtaining.store.exportDirectory(digest, to);
    if (!copied.ok) return copied;
  }
  return succeed(undefined);
}
