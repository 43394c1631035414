// From a stage's inputs to its tree in the store, past every record: the part that a first build and a reproduction share.

import { join } from "node:path";
import type { Sha256 } from "../bytes/sha256.ts";
import type { Result } from "../model/failure.ts";
import type { Stage } from "../model/recipe.ts";
import type { Tree } from "../model/tree.ts";
import type { Bench } from "./bench.ts";
import { executeStage } from "./execute.ts";
import { keepFailedBuild } from "./failed-build.ts";
import { gatherInputs } from "./inputs.ts";
import type { LocalFile } from "./local-files.ts";
import { openLog } from "./log.ts";

/** What is left of a build that failed, by the paths: its log, and its root, to be entered by `fromseed shell --failed`. */
export interface LeftOver {
  readonly log?: string;
  readonly kept?: string;
}

/** Runs a stage in a fresh root and stores what it left, and the log. A failed run leaves the log too, and unless it was interrupted, its root. */
export async function buildTree(bench: Bench, stage: Stage, key: Sha256, files: readonly LocalFile[], uses: ReadonlyMap<string, Sha256>, signal: AbortSignal): Promise<Result<Tree> & LeftOver> {
  const scratch = await bench.store.newScratch(stage.name);
  if (!scratch.ok) return scratch;
  try {
    const inputs = await gatherInputs(bench, stage, files, uses, scratch.value, signal);
    if (!inputs.ok) return inputs;
    const log = openLog(join(scratch.value, "log.gz"));
    const executed = await executeStage(bench, stage, inputs.value, scratch.value, log, signal);
    const name = `${stage.name}.log.gz`;
    const logged = await bench.store.putLog(name, await log.close());
    if (executed.ok) {
      if (!logged.ok) return logged;
      const stored = await bench.store.putTree(executed.value.directory, { signal });
      if (stored.ok) await bench.store.dropFailed(stage.name);
      return stored;
    }
    const left: LeftOver = logged.ok ? { log: bench.store.textPath("logs", name) } : {};
    if (executed.at === undefined || signal.aborted) return { ok: false, failures: executed.failures, ...left };
    const kept = await keepFailedBuild(bench, stage, key, inputs.value, executed.at, scratch.value);
    if (!kept.ok) return { ok: false, failures: [...executed.failures, ...kept.failures], ...left };
    return { ok: false, failures: executed.failures, ...left, ...(kept.value === undefined ? {} : { kept: kept.value }) };
  } finally {
    await bench.store.dropScratch(scratch.value);
  }
}
