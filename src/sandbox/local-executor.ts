// LocalExecutor: runs stages on this machine, each in a root of overlays that bubblewrap seals.
// Must never add a byte to an output, nor write to a tree that it was given.

import type { Execution, ExecutionResult, Executor } from "../model/executor.ts";
import { succeed, type Failure, type Result } from "../model/failure.ts";
import type { Shelf } from "./fixed-parts.ts";
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
  readonly name = "bubblewrap";
  readonly #options: LocalExecutorOptions;
  #processors: Processors | undefined;
  #shelf: Promise<Result<Shelf>> | undefined;

  constructor(options: LocalExecutorOptions) {
    this.#options = options;
  }

  async run(execution: Execution): Promise<ExecutionResult> {
    // Loaded when a stage runs: what starts processes takes longer to load than all else.
    const { runStage } = await import("./stage.ts");
    this.#processors ??= new Processors(allowedProcessors());
    this.#shelf ??= this.#makeShelf();
    const shelf = await this.#shelf;
    if (!shelf.ok) return { ok: false, failure: shelf.failures[0]!, stepIndex: 0 };
    const processors = this.#processors.take(execution.job.cores);
    try {
      return await runStage({ ...this.#options, processors, shelf: shelf.value }, execution);
    } finally {
      this.#processors.release(processors);
    }
  }

  async #makeShelf(): Promise<Result<Shelf>> {
    const made = await this.#options.newScratch("roots");
    return made.ok ? succeed({ directory: made.value, forms: new Map() }) : made;
  }

  async missing(): Promise<readonly Failure[]> {
    const { missingHere } = await import("./missing.ts");
    return missingHere(this, this.#options);
  }
}
