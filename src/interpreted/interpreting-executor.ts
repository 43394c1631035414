// InterpretingExecutor: runs a job's steps by interpretation, in memory: the kernel, the processor and the sandbox of this
// machine have no part in what comes out. Must never start a program, nor call the system but to read and write files.

import { join } from "node:path";
import { CodeCache } from "../translator/code-cache.ts";
import { INTERPRETER, type Execution, type ExecutionResult, type Executor } from "../model/executor.ts";
import type { Failure } from "../model/failure.ts";
import { layRoot } from "./lay-root.ts";
import { LineSplitter } from "./lines.ts";
import { runStep } from "./run-step.ts";
import { takeOutput } from "./take-output.ts";

export interface InterpretingOptions {
  /** The most instructions that one step may execute. */
  readonly mostInstructions: number;
  /** Told after each step how many it executed. */
  readonly onInstructions: (count: number) => void;
  /** Whether nothing is compiled: much slower, and the reference. */
  readonly plain: boolean;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

export class InterpretingExecutor implements Executor {
  readonly name = INTERPRETER;
  readonly #options: InterpretingOptions;
  readonly #cache: CodeCache | undefined;

  constructor(options: InterpretingOptions) {
    this.#options = options;
    this.#cache = options.plain ? undefined : new CodeCache();
  }

  async run({ job, bytes, workspace, onLine, onStep, signal }: Execution): Promise<ExecutionResult> {
    const begun = this.#options.now();
    const files = layRoot(job, bytes);
    const output = new LineSplitter(onLine);
    const [directory, work] = [join(workspace, "output"), join(workspace, "work")];
    for (const [index, step] of job.steps.entries()) {
      onStep(index);
      const failure = await runStep(step, { ...this.#options, cache: this.#cache, job, files, output, signal });
      output.end();
      if (failure === undefined) continue;
      // What was made until then may be all of it, where a program of the checks cannot be interpreted.
      takeOutput(files, "/out", directory);
      return { ok: false, failure, stepIndex: index };
    }
    takeOutput(files, "/out", directory);
    takeOutput(files, "/work", work);
    return { ok: true, output: directory, work, cpuSeconds: (this.#options.now() - begun) / 1000, peakMemory: 0 };
  }

  /** Nothing of this machine is needed. */
  missing(): Promise<readonly Failure[]> {
    return Promise.resolve([]);
  }
}
