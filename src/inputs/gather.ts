// The inputs of one stage, brought into the store; its local files, as they were digested, into scratch.

import type { Sha256 } from "../bytes/sha256.ts";
import { checkOverlay, type Layer } from "../graph/overlay.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { Recipe, Stage } from "../model/recipe.ts";
import type { Workshop } from "./workshop.ts";
import { layLocalFiles, localTree, type LocalFile } from "./local-files.ts";
import { openStage } from "./locked-crates.ts";
import type { Obtaining } from "./obtaining.ts";
import { obtainOwn } from "./own-tree.ts";
import { obtainSources, type SeenSource } from "./sources.ts";
import { withVendorTree } from "./vendor-tree.ts";
import { obtainingFor } from "./stage-obtaining.ts";

/** What a stage is made from, as far as its key tells it. */
export interface StageParts {
  readonly stage: Stage;
  readonly files: readonly LocalFile[];
  /** The trees of the used stages, by stage. */
  readonly uses: ReadonlyMap<string, Sha256>;
}

export interface StageInputs {
  readonly layers: readonly Layer[];
  readonly sources: readonly SeenSource[];
  /** The snapshot of the local files, when the recipe has any. */
  readonly files?: { readonly tree: Sha256; readonly directory: string };
}

/** Reads the used trees, makes sure that they can lie over each other, obtains the sources, copies the local files. */
export async function gatherInputs(
  workshop: Workshop,
  { stage, files, uses }: StageParts,
  scratch: string,
  signal: AbortSignal,
): Promise<Result<StageInputs>> {
  const layers: Layer[] = [];
  for (const use of stage.uses) {
    const digest = uses.get(use.stage)!;
    const tree = await workshop.store.tree(digest);
    if (!tree.ok) return tree;
    layers.push({ stage: use.stage, tree: tree.value });
  }
  const clash = checkOverlay(stage.name, layers);
  if (!clash.ok) return clash;
  const obtaining = obtainingFor(workshop, stage.name, signal);
  const opened = await openStage(obtaining, stage);
  if (!opened.ok) return opened;
  const seen = await seenSources(obtaining, opened.value.recipe, scratch);
  if (!seen.ok) return seen;
  const sources = seen.value;
  if (files.length === 0) return succeed({ layers, sources });
  const directory = `${scratch}/repo`;
  const laid = await layLocalFiles(stage.recipe.root, files, directory);
  if (!laid.ok) return laid;
  return succeed({ layers, sources, files: { tree: localTree(files), directory } });
}

/** All that steps see below /src, in the store: of a recipe that is open. */
export async function seenSources(
  obtaining: Obtaining,
  recipe: Recipe,
  scratch: string,
): Promise<Result<readonly SeenSource[]>> {
  const sources = await obtainSources(obtaining, recipe.sources);
  if (!sources.ok) return sources;
  const own = await obtainOwn(obtaining, recipe);
  if (!own.ok) return own;
  const seen = await withVendorTree(obtaining, recipe, sources.value, scratch);
  return seen.ok ? succeed([...seen.value, ...own.value]) : seen;
}
