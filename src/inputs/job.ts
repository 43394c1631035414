// The job that an executor is given for a stage: its inputs by digest, and where their bytes lie. Must never hold what
// tells one machine from another, but for the number of cores.

import type { Sha256 } from "../bytes/sha256.ts";
import type { Job, JobBytes } from "../model/executor.ts";
import type { Output, Stage, Step } from "../model/recipe.ts";
import type { Store } from "../store/store.ts";
import { stepEnvironment } from "./environment.ts";
import type { StageInputs } from "./gather.ts";

export interface JobOptions {
  /** Cores that a parallel stage may use. */
  readonly cores: number;
  readonly steps: readonly Step[];
  /** A tree that is laid over all others: the stage's own output, for checks. */
  readonly over?: Sha256;
}

export function jobOf(stage: Stage, inputs: StageInputs, options: JobOptions): Job {
  const cores = stage.recipe.parallel ? options.cores : 1;
  return {
    layers: [...(options.over === undefined ? [] : [options.over]), ...inputs.layers.map(({ tree }) => tree.sha256)],
    sources: inputs.sources.map((each) => ({
      name: each.name,
      type: each.type,
      sha256: each.type === "tree" ? each.tree : each.sha256,
    })),
    ...(inputs.files === undefined ? {} : { files: inputs.files.tree }),
    outputDirectories: outputDirectories(stage.recipe.outputs),
    environment: stepEnvironment(stage, cores),
    proc: stage.recipe.proc,
    cores,
    limits: stage.recipe.limits,
    steps: options.steps.map(({ name, argv, directory }) => ({ name, argv, directory })),
  };
}

/** Where the bytes of a job lie: in the store, but for trees that lie elsewhere, by digest. */
export function jobBytes(store: Store, elsewhere: ReadonlyMap<Sha256, string>): JobBytes {
  return {
    tree: (digest) => elsewhere.get(digest) ?? store.treeDirectory(digest),
    file: (digest) => store.blobPath(digest),
  };
}

/** Those of a stage's inputs that are not in the store: its local files. */
export function ownTrees({ files }: StageInputs): ReadonlyMap<Sha256, string> {
  return new Map(files === undefined ? [] : [[files.tree, files.directory]]);
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
