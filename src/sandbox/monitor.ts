// Watches what a running step takes of the machine and says when it is too much. Must never take more than about a
// hundredth of a processor for that, however large the scratch directory grows: the dearer a look, the longer until the
// next. Only a step's start is looked at more often: a look is never waited out for longer than the step has run, so
// that a short one too is seen in its second half.

import { statfs } from "node:fs/promises";
import type { Failure } from "../model/failure.ts";
import { codeOf, isSystemError, reasonOf } from "../model/system-error.ts";
import type { Limits } from "../model/recipe.ts";
import { runProgram } from "./host-program.ts";
import { UPPER } from "./prepared-root.ts";
import { namelessBytes, usageWithin, type SealedIn } from "./processes.ts";

export type LimitName = keyof Limits;

/** Least milliseconds between two looks, and how many times its own duration a look is waited out. */
const REST = 100;
const REST_FACTOR = 200;
/**
 * How many times its own duration a look at the scratch directory is waited out while the file system says that none is
 * needed.
 */
const LONG_REST_FACTOR = 400;

export interface Watch {
  readonly limits: Limits;
  readonly scratch: string;
  /** The search path for the host's programs. */
  readonly path: string;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Called once, when the first limit is passed. */
  readonly onLimit: (limit: LimitName) => void;
  /** Called once, when a limit cannot be watched. */
  readonly onFailure: (failure: Failure) => void;
}

/** Watches what a chain has started, until stopped. */
export class Monitor {
  readonly #watch: Watch;
  readonly #sealed: () => SealedIn;
  readonly #started: number;
  readonly #stop = new AbortController();
  readonly #timers = new Set<NodeJS.Timeout>();
  #peakMemory = 0;
  /**
   * What the scratch directory took when it was last looked at, the whole file system then, and until when that will
   * do.
   */
  #disk: { readonly scratch: number; readonly whole: number; readonly until: number } | undefined;

  constructor(watch: Watch, sealed: () => SealedIn) {
    this.#watch = watch;
    this.#sealed = sealed;
    this.#started = watch.now();
    this.#again(20, () => this.#lookAtProcesses());
    this.#again(REST * 2, () => this.#lookAtDisk());
  }

  /** The most memory that was seen, in bytes; what comes and goes between two looks is missed. */
  get peakMemory(): number {
    return this.#peakMemory;
  }

  stop(): void {
    this.#stop.abort();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #again(milliseconds: number, look: () => Promise<void>): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const began = this.#watch.now();
      void look().then(
        () => {
          const ended = this.#watch.now();
          if (!this.#stop.signal.aborted)
            this.#again(Math.max(REST, Math.min(REST_FACTOR * (ended - began), ended - this.#started)), look);
        },
        (error: unknown) => {
          if (!isSystemError(error)) throw error;
          this.#fails({
            kind: "failure",
            code: codeOf(error),
            message: `Cannot look at the processes: ${reasonOf(error)}`,
          });
        },
      );
    }, milliseconds);
    this.#timers.add(timer);
  }

  async #lookAtProcesses(): Promise<void> {
    const { tasks, memory } = usageWithin(this.#sealed());
    this.#peakMemory = Math.max(this.#peakMemory, memory);
    if (memory > this.#watch.limits.memory) this.#passed("memory");
    else if (tasks > this.#watch.limits.processes) this.#passed("processes");
  }

  /**
   * A tree of 100,000 files is dear to look at, the file system is not: while that has not filled by what the stage may
   * still write, it tells enough.
   */
  async #lookAtDisk(): Promise<void> {
    const { scratch, path, limits, now } = this.#watch;
    const system = await statfs(scratch).catch(() => undefined);
    const whole = system === undefined ? NaN : (system.blocks - system.bfree) * system.bsize;
    const began = now();
    if (
      this.#disk !== undefined &&
      began < this.#disk.until &&
      this.#disk.scratch + whole - this.#disk.whole <= limits.disk
    )
      return;
    const found = await runProgram(
      { words: ["du", "--summarize", "--total", "--block-size=1", "--", UPPER], directory: scratch, path },
      this.#stop.signal,
    );
    if (this.#stop.signal.aborted) return;
    if (!found.ok) return this.#fails(found.failures[0]!);
    const named = /^(\d+)\ttotal$/m.exec(found.value)?.[1];
    if (named === undefined) return;
    const total = Number(named) + namelessBytes(this.#sealed());
    this.#disk = { scratch: total, whole, until: now() + LONG_REST_FACTOR * (now() - began) };
    if (this.#disk.scratch > limits.disk) this.#passed("disk");
  }

  #fails(failure: Failure): void {
    if (this.#stop.signal.aborted) return;
    this.stop();
    this.#watch.onFailure(failure);
  }

  #passed(limit: LimitName): void {
    if (this.#stop.signal.aborted) return;
    this.stop();
    this.#watch.onLimit(limit);
  }
}
