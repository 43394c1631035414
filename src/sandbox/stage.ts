// Runs the steps of one stage in one chain, in a root that is laid out once. Must never go on after a step that failed,
// nor leave a chain behind, however a step ended.

import type { Execution, ExecutionResult } from "../model/executor.ts";
import type { Failure } from "../model/failure.ts";
import { codeOf, isSystemError, reasonOf } from "../model/system-error.ts";
import { Chain } from "./chain.ts";
import type { Shelf } from "./fixed-parts.ts";
import { prepareRoot } from "./prepared-root.ts";
import { rootOf } from "./root.ts";
import { settle } from "./settle.ts";
import { runStep } from "./step.ts";

/** What of this machine a stage is run with. */
export interface Host {
  readonly processors: readonly number[];
  /** The search path for the host's programs. */
  readonly path: string;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly shelf: Shelf;
}

export async function runStage({ processors, path, now, shelf }: Host, execution: Execution): Promise<ExecutionResult> {
  const { job, bytes, workspace, onLine, onStep, signal } = execution;
  const { steps, limits } = job;
  const failed = (failure: Failure, stepIndex = 0): ExecutionResult => ({ ok: false, failure, stepIndex });
  // The chain takes about as long to start as its root to be laid out, so both are done at once.
  const started = await Chain.start({ scratch: workspace, processors, path, terminal: false });
  if (!started.ok) return failed(started.failures[0]!);
  const chain = started.value;
  const made = prepareRoot(rootOf(job, bytes), workspace, shelf);
  if (!made.ok) {
    chain.kill();
    await chain.end();
    return failed(made.failures[0]!);
  }
  const prepared = made.value;

  const deadline = now() + limits.seconds * 1000;
  let peakMemory = 0;
  let stepIndex = 0;
  let result: ExecutionResult | undefined;
  try {
    for (const [index, step] of steps.entries()) {
      stepIndex = index;
      onStep(stepIndex);
      const secondsLeft = Math.max(0, (deadline - now()) / 1000);
      const end = await runStep(chain, { ...step, prepared, secondsLeft, path, now, onLine, signal });
      peakMemory = Math.max(peakMemory, end.peakMemory);
      if (end.failure === undefined) continue;
      result = failed(end.failure, stepIndex);
      break;
    }
  } catch (error) {
    chain.kill();
    await chain.end();
    if (!isSystemError(error)) throw error;
    const message = `Cannot run the steps of the stage: ${reasonOf(error)}`;
    result = failed({ kind: "failure", code: codeOf(error), message }, stepIndex);
  }
  const cpuSeconds = await chain.end();
  const settled = await settle(prepared, path);
  if (result !== undefined) return result;
  if (!settled.ok) return failed(settled.failures[0]!, steps.length - 1);
  return { ok: true, output: prepared.out, work: prepared.work, cpuSeconds, peakMemory };
}
