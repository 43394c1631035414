// The inputs of one stage, brought into the store and laid out as the root that its steps see.

import type { Sha256 } from "../bytes/sha256.ts";
import { checkOverlay, type Layer } from "../graph/overlay.ts";
import type { Root } from "../model/executor.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { Output, Stage } from "../model/recipe.ts";
import type { Bench } from "./bench.ts";
import { stepEnvironment } from "./environment.ts";
import { layLocalFiles, type LocalFile } from "./local-files.ts";
import { obtainSources, type ObtainedSource } from "./sources.ts";
import { obtainingFor } from "./stage-obtaining.ts";

export interface StageInputs {
  readonly layers: readonly Layer[];
  readonly sources: readonly ObtainedSource[];
  readonly files: readonly LocalFile[];
  /** Where the snapshot of the local files is, when the recipe has any. */
  readonly filesDirectory?: string;
}

/** Reads the used trees, makes sure that they can lie over each other, obtains the sources, copies the local files. */
export async function gatherInputs(
  bench: Bench,
  stage: Stage,
  files: readonly LocalFile[],
  uses: ReadonlyMap<string, Sha256>,
  scratch: string,
  signal: AbortSignal,
): Promise<Result<StageInputs>> {
  const layers: Layer[] = [];
  for (const use of stage.uses) {
    const digest = uses.get(use.stage)!;
    const tree = await bench.store.tree(digest);
    if (!tree.ok) return tree;
    layers.push({ stage: use.stage, tree: tree.value });
  }
  const clash = checkOverlay(stage.name, layers);
  if (!clash.ok) return clash;
  const sources = await obtainSources(obtainingFor(bench, stage.name, signal), stage.recipe.sources);
  if (!sources.ok) return sources;
  if (files.length === 0) return succeed({ layers, sources: sources.value, files });
  const filesDirectory = `${scratch}/repo`;
  const laid = await layLocalFiles(bench.projectRoot, files, filesDirectory);
  if (!laid.ok) return laid;
  return succeed({ layers, sources: sources.value, files, filesDirectory });
}

/** The root of the stage's steps; `over` is laid on top, for checks. */
export function rootOf(bench: Bench, stage: Stage, inputs: StageInputs, over?: string): Root {
  const cores = stage.recipe.parallel ? bench.cores : 1;
  return {
    layers: [
      ...(over === undefined ? [] : [{ directory: over }]),
      ...inputs.layers.map((layer) => ({ directory: bench.store.treeDirectory(layer.tree.sha256) })),
    ],
    sources: inputs.sources.map((each) => ({
      name: each.source.name,
      type: each.type,
      directory: each.path,
    })),
    ...(inputs.filesDirectory === undefined ? {} : { files: { directory: inputs.filesDirectory } }),
    outputDirectories: outputDirectories(stage.recipe.outputs),
    environment: stepEnvironment(stage, cores),
    proc: stage.recipe.proc,
    cores,
    limits: stage.recipe.limits,
  };
}

/**
 * The directories that hold the declared outputs: `bin/cc` and `include/sys/` require `bin`, `include` and `include/sys`.
 */
export function outputDirectories(outputs: readonly Pick<Output, "path">[]): readonly string[] {
  const found = new Set<string>();
  for (const { path } of outputs) {
    for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1))
      found.add(path.slice(0, slash));
  }
  return [...found];
}
