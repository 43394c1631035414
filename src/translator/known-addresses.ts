// What a block's addresses have in common: registers that hold a value of before plus a constant, as rsp does after pushes
// and what lea gives. So all that is accessed around one value can be checked at its first access, by one look at the
// first byte and the last. Must never take two values for one.

import type { Address, Instruction } from "../interpreter/instruction.ts";
import { PAGE } from "../interpreter/layout.ts";

/** A value, by a number of its own, and how far after it something is. */
export interface Known {
  readonly value: number;
  readonly offset: number;
}

/** What is accessed around a value in a block: from one offset to another. */
export interface Span {
  low: number;
  high: number;
  write: boolean;
}

/** Bytes to check from an address on: how many before it, how many in all. */
interface Unchecked {
  readonly before: number;
  readonly length: number;
  readonly write: boolean;
}

/** A longer one could hold pages that neither its first byte nor its last is in. */
const LONGEST = PAGE;

export class KnownAddresses {
  /** What was accessed around each value. */
  readonly spans = new Map<number, Span>();
  readonly #all: ReadonlyMap<number, Span>;
  /** Of those that hold something else than at the block's start. */
  readonly #registers = new Map<number, Known>();
  readonly #checked = new Set<number>();
  #values = 16;

  /** `all` is what a first pass over the same block has found. */
  constructor(all: ReadonlyMap<number, Span> = new Map()) {
    this.#all = all;
  }

  of(register: number, more: number): Known {
    const known = this.#registers.get(register);
    return known === undefined
      ? { value: register, offset: more }
      : { value: known.value, offset: known.offset + more };
  }

  /** Where an address leads; undefined where that is not one register and a constant. */
  ofAddress({ base, index, displacement }: Address): Known | undefined {
    return base === undefined || index !== undefined ? undefined : this.of(base, Number(displacement));
  }

  /** What an instruction gives its first operand, a register, where that is another's value and a constant. */
  ofResult({ operation, width, operands: [to, by] }: Instruction): Known | undefined {
    if (width !== 8 || to?.type !== "register") return undefined;
    if (operation === "mov" && by?.type === "register") return this.of(by.number, 0);
    if (operation === "lea" && by?.type === "memory") return this.ofAddress(by);
    if ((operation === "add" || operation === "sub") && by?.type === "immediate")
      return this.of(to.number, Number(operation === "add" ? by.value : -by.value));
    return undefined;
  }

  set(register: number, known: Known): void {
    this.#registers.set(register, known);
  }

  /** The register gets a value of which nothing is known. */
  forget(register: number): void {
    this.#registers.set(register, { value: this.#values++, offset: 0 });
  }

  /** Notes an access; gives what is to be checked before it, or nothing where that was done. */
  access({ value, offset }: Known, width: number, write: boolean): Unchecked | undefined {
    const span = this.spans.get(value);
    if (span === undefined) this.spans.set(value, { low: offset, high: offset + width, write });
    else {
      span.low = Math.min(span.low, offset);
      span.high = Math.max(span.high, offset + width);
      span.write ||= write;
    }
    const all = this.#all.get(value);
    if (all === undefined || all.high - all.low > LONGEST) return { before: 0, length: width, write };
    if (this.#checked.has(value)) return undefined;
    this.#checked.add(value);
    return { before: offset - all.low, length: all.high - all.low, write: all.write };
  }
}
