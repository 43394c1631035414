// From a stage's inputs to its tree in the store, past every record: the part that a first build and a reproduction share.

import { join } from "node:path";
import type { Sha256 } from "../bytes/sha256.ts";
import type { Result } from "../model/failure.ts";
import type { Stage } from "../model/recipe.ts";
import type { Tree } from "../model/tree.ts";
import type { Bench } from "./bench.ts";
import { executeStage } from "./execute.ts";
import { gatherInputs } from "./inputs.ts";
import type { LocalFile } from "./local-files.ts";
import { openLog } from "./log.ts";

/** Runs a stage in a fresh root and stores what it left. The log is stored too, of a failed run as well, and named in the result. */
export async function buildTree(bench: Bench, stage: Stage, files: readonly LocalFile[], uses: ReadonlyMap<string, Sha256>, signal: AbortSignal): Promise<Result<Tree> & { readonly log?: string }> {
  const scratch = await bench.store.newScratch(stage.name);
  if (!scratch.ok) return scratch;
  try {
    const inputs = await gatherInputs(bench, stage, files, uses, scratch.value, signal);
    if (!inputs.ok) return inputs;
    const log = openLog(join(scratch.value, "log.gz"));
    const executed = await executeStage(bench, stage, inputs.value, scratch.value, log, signal);
    const name = `${stage.name}.log.gz`;
    const logged = await bench.store.putLog(name, await log.close());
    if (!executed.ok) return logged.ok ? { ...executed, log: bench.store.textPath("logs", name) } : executed;
    return logged.ok ? await bench.store.putTree(executed.value.directory, { signal }) : logged;
  } finally {
    await bench.store.dropScratch(scratch.value);
  }
}
