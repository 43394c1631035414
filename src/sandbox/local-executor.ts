// LocalExecutor: runs stages on this machine, each in a root of overlays that bubblewrap seals.
// Must never add a byte to an output, nor write to a tree that it was given.

import type { Execution, ExecutionResult, Executor } from "../model/executor.ts";
import type { Failure, Result } from "../model/failure.ts";
import { Processors, allowedProcessors } from "./cpus.ts";

export interface LocalExecutorOptions {
  /** The search path for the host's programs, as in PATH. */
  readonly path: string;
  /** Makes an empty directory where a stage's scratch lies, which is swept whatever becomes of this process. */
  readonly newScratch: (name: string) => Promise<Result<string>>;
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
    // Loaded when a stage runs: what starts processes takes longer to load than all else.
    const { runStage } = await import("./stage.ts");
    this.#processors ??= new Processors(allowedProcessors());
    const processors = this.#processors.take(execution.job.cores);
    try {
      return await runStage({ ...this.#options, processors }, execution);
    } finally {
      this.#processors.release(processors);
    }
  }

  async missing(): Promise<readonly Failure[]> {
    const { missingHere } = await import("./missing.ts");
    return missingHere(this, this.#options);
  }
}
