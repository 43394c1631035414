// Runs a program in pieces of about a fortieth of a second, however fast the interpreter is here: so that whoever runs
// it hears what it is told meanwhile. Must never change what a program does.

import type { Outcome } from "../interpreter/process.ts";

/** A process, run in the plain way or by compiled code. */
interface Runner {
  run(instructions: number): Outcome;
}

/** Milliseconds that a piece is to take. */
const PIECE = 25;
const FEWEST = 1000;
const MOST = 100_000_000;

export class Pace {
  #instructions = 10_000;

  /** Runs the next piece, of at most so many instructions. */
  run(runner: Runner, most = Infinity): Outcome {
    const begun = performance.now();
    const outcome = runner.run(Math.min(most, this.#instructions));
    const took = performance.now() - begun;
    // Twice as many at most: what was measured may have been a moment of luck.
    const change = Math.min(2, Math.max(0.1, PIECE / Math.max(took, 0.1)));
    if (most > this.#instructions || change < 1)
      this.#instructions = Math.round(Math.min(MOST, Math.max(FEWEST, this.#instructions * change)));
    return outcome;
  }
}
