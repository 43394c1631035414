// Steps: long synchronous work, cut into pieces of bounded length by a generator, so that all else in this process gets
// its turn and a signal is heard. Must never let a step grow with what an archive says: a file is copied in many.

import { setImmediate } from "node:timers/promises";

/** Gives undefined after each step, and its result at last. */
export type Steps<T = void> = Generator<undefined, T, undefined>;

/** How many steps are done in one go. A step is a system call or two, or a quarter of a megabyte. */
const AT_ONCE = 64;

export class Pace {
  readonly #signal: AbortSignal | undefined;
  #done = 0;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** Does the steps. Throws the signal's reason soon after it was aborted. */
  async walk(steps: Iterable<undefined>): Promise<void> {
    for (const _ of steps) {
      if (++this.#done % AT_ONCE !== 0) continue;
      await setImmediate();
      this.#signal?.throwIfAborted();
    }
  }
}
