// LocalExecutor: runs stages on this machine, each in a root of overlays that bubblewrap seals.
// Must never add a byte to an output, nor write to a tree that it was given.

import type { Execution, ExecutionResult, Executor } from "../model/executor.ts";
import type { Failure } from "../model/failure.ts";
import { rootOf } from "./root.ts";
import { Processors, allowedProcessors } from "./cpus.ts";

export interface LocalExecutorOptions {
  /** The search path for the host's programs, as in PATH. */
  readonly path: string;
  /** A directory on the store's file system in which `missing` may make and remove a directory. */
  readonly temporary: string;
  /** Milliseconds of a clock that never goes back, such as `performance.now`. */
  readonly now: () => number;
}

export class LocalExecutor implements Executor {
  readonly #options: LocalExecutorOptions;
  #processors: Processors | undefined;

  constructor(options: LocalExecutorOptions) {
    this.#options = options;
  }

  async run(execution: Execution): Promise<ExecutionResult> {
    const { job, bytes, workspace, onLine, onStep, signal } = execution;
    const root = rootOf(job, bytes);
    // Loaded when a stage runs: what starts processes takes longer to load than all else.
    const [{ prepareRoot }, { runStep }, { settle }] = await Promise.all([
      import("./prepared-root.ts"),
      import("./step.ts"),
      import("./settle.ts"),
    ]);
    const made = prepareRoot(root, workspace);
    if (!made.ok) return { ok: false, failure: made.failures[0]!, stepIndex: 0 };
    const prepared = made.value;

    this.#processors ??= new Processors(allowedProcessors());
    const processors = this.#processors.take(root.cores);
    const { path, now } = this.#options;
    const deadline = now() + root.limits.seconds * 1000;
    let cpuSeconds = 0;
    let peakMemory = 0;
    try {
      for (const [stepIndex, step] of job.steps.entries()) {
        onStep(stepIndex);
        const secondsLeft = Math.max(0, (deadline - now()) / 1000);
        const end = await runStep({ ...step, root, prepared, processors, secondsLeft, path, now, onLine, signal });
        cpuSeconds += end.cpuSeconds;
        peakMemory = Math.max(peakMemory, end.peakMemory);
        if (end.failure !== undefined) return { ok: false, failure: end.failure, stepIndex };
      }
      return { ok: true, output: prepared.out, cpuSeconds, peakMemory };
    } finally {
      this.#processors.release(processors);
      await settle(prepared, path);
    }
  }

  async missing(): Promise<readonly Failure[]> {
    const { missingHere } = await import("./missing.ts");
    return missingHere(this, this.#options);
  }
}
