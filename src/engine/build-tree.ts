// From a stage's inputs to its tree in the store, past every record: the part that a first build and a reproduction
// share.

import { join } from "node:path";
import type { Sha256 } from "../bytes/sha256.ts";
import type { Usage } from "../model/executor.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { Stage } from "../model/recipe.ts";
import type { Tree } from "../model/tree.ts";
import type { Workshop } from "../inputs/workshop.ts";
import { executeStage, type Attempt } from "./execute.ts";
import { keepFailedBuild } from "./failed-build.ts";
import { gatherInputs, type StageParts } from "../inputs/gather.ts";
import { openLog } from "./log.ts";
import type { LeftOver } from "./run.ts";

export interface Built {
  readonly tree: Tree;
  readonly usage: Usage;
  /** Tree digest of what the steps left in /work; absent when there is none. */
  readonly left?: Sha256;
}

/**
 * Runs a stage in a fresh root and stores what it left, and the log. A failed run leaves the log too, and unless it was
 * interrupted, its root.
 */
export async function buildTree(
  workshop: Workshop,
  parts: StageParts,
  signal: AbortSignal,
): Promise<Result<Built> & LeftOver> {
  const { stage } = parts;
  const scratch = await workshop.store.newScratch(stage.name);
  if (!scratch.ok) return scratch;
  try {
    const inputs = await gatherInputs(workshop, parts, scratch.value, signal);
    if (!inputs.ok) return inputs;
    const attempt: Attempt = { workshop, stage, inputs: inputs.value, scratch: scratch.value, signal };
    const ran = await runLogged(attempt);
    if (!ran.ok) return ran;
    const { executed, logged, stored } = ran.value;
    if (executed.ok) {
      if (!logged.ok) return logged;
      if (!stored?.ok) return stored!;
      await workshop.store.dropFailed(stage.name);
      const { left, usage } = executed.value;
      return succeed({ tree: stored.value, usage, ...(left === undefined ? {} : { left }) });
    }
    const left: LeftOver = logged.ok ? { log: workshop.store.textPath("logs", logName(stage)) } : {};
    if (executed.at === undefined || executed.failures.some(({ code }) => code === "interrupted"))
      return { ok: false, failures: executed.failures, ...left };
    const kept = await keepFailedBuild(attempt, executed.at);
    if (!kept.ok) return { ok: false, failures: [...executed.failures, ...kept.failures], ...left };
    return {
      ok: false,
      failures: executed.failures,
      ...left,
      ...(kept.value === undefined ? {} : { kept: kept.value }),
    };
  } finally {
    await workshop.store.dropScratch(scratch.value);
  }
}

interface Ran {
  readonly executed: Awaited<ReturnType<typeof executeStage>>;
  readonly logged: Result<void>;
  /** The tree, of an execution that succeeded. */
  readonly stored: Result<Tree> | undefined;
}

/**
 * Executes the stage with a log that can be read along while it grows, and that is put at the end, whatever that is.
 */
async function runLogged(attempt: Attempt): Promise<Result<Ran>> {
  const { workshop, stage, scratch, signal } = attempt;
  const file = join(scratch, "log.gz");
  const shown = await workshop.store.showLog(logName(stage), file);
  if (!shown.ok) return shown;
  try {
    const log = openLog(file);
    const executed = await executeStage(attempt, log);
    const text = await log.close();
    const [logged, stored] = await Promise.all([
      workshop.store.putText("logs", logName(stage), text),
      executed.ok ? workshop.store.putTree(executed.value.directory, { signal }) : undefined,
    ]);
    return succeed({ executed, logged, stored });
  } finally {
    await shown.value();
  }
}

const logName = (stage: Stage): string => `${stage.name}.log.gz`;
