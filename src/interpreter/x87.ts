// The registers of the x87: eight numbers as a stack, the control word and the conditions of the status word. Intel SDM
// volume 1, section 8.1. Must never compute.

import { INDEFINITE, type Float80, type Rounding } from "./float80.ts";
import { Stopped } from "./stop.ts";

/** Bits of the status word. */
export const C0 = 0x100;
export const C2 = 0x400;
export const C3 = 0x4000;

export class X87 {
  readonly #registers: (Float80 | undefined)[] = new Array(8).fill(undefined);
  #top = 0;
  #control = 0x37f;
  /** C0, C2 and C3. */
  conditions = 0;

  /** From the stack's top; what was never filled is "indefinite", as with a masked exception. */
  get(number: number): Float80 {
    return this.#registers[(this.#top + number) & 7] ?? INDEFINITE;
  }

  set(number: number, value: Float80): void {
    this.#registers[(this.#top + number) & 7] = value;
  }

  /** Onto a full stack, "indefinite" is put instead. */
  push(value: Float80): void {
    this.#top = (this.#top - 1) & 7;
    this.#registers[this.#top] = this.#registers[this.#top] === undefined ? value : INDEFINITE;
  }

  pop(): void {
    this.#registers[this.#top] = undefined;
    this.#top = (this.#top + 1) & 7;
  }

  /** Without the bits of exceptions, which are not recorded. */
  get status(): number {
    return this.conditions | (this.#top << 11);
  }

  get control(): number {
    return this.#control;
  }

  /** Only what is computed in full precision and with all exceptions masked is known here. */
  set control(value: number) {
    if ((value & 0x33f) !== 0x33f)
      throw new Stopped("unknown-instruction", `an x87 control word 0x${value.toString(16)}`);
    this.#control = value & 0x1f7f;
  }

  get rounding(): Rounding {
    return ((this.#control >> 10) & 3) as Rounding;
  }
}
