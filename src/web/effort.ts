// How much is searched before it is said that the answer is only known within bounds: steps, not time, so that the same
// question always has the same answer.

export class Effort {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  /** False once it is used up. */
  spend(steps = 1): boolean {
    this.#left -= steps;
    return !this.isSpent;
  }

  get isSpent(): boolean {
    return this.#left < 0;
  }
}
