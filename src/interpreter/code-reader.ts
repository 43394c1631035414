// Reads an instruction's bytes one after the other: prefixes, immediates, and the ModRM byte with all that hangs on it.
// Intel SDM volume 2, chapter 2. Must never read past what may be executed.

import type { Address, Operand } from "./instruction.ts";
import { EXECUTE, type Memory, type Width } from "./memory.ts";
import { Stopped } from "./stop.ts";

/** No instruction is longer. */
const LONGEST = 15;

export interface Prefixes {
  /** 66: operands of two bytes, or another instruction of SSE. */
  operand: boolean;
  /** 64: an address in the segment fs. */
  fs: boolean;
  /** F2 or F3: a repetition, or another instruction of SSE. */
  repeat: 0 | 0xf2 | 0xf3;
  /** The bits W, R, X and B, or nothing. */
  rex: number | undefined;
}

export interface ModRM {
  /** The bits called reg, with REX.R: a register, or a part of the opcode (its low three bits). */
  readonly reg: number;
  /** A register's number or an address. */
  readonly rm: number | Address;
  /** The byte itself, as the x87 has opcodes in it. */
  readonly byte: number;
}

export class CodeReader {
  readonly #memory: Memory;
  readonly start: number;
  at: number;
  readonly prefixes: Prefixes = { operand: false, fs: false, repeat: 0, rex: undefined };

  constructor(memory: Memory, start: number) {
    this.#memory = memory;
    this.start = start;
    this.at = start;
  }

  byte(): number {
    if (this.at - this.start >= LONGEST)
      throw new Stopped("unknown-instruction", "an instruction of more than 15 bytes");
    return this.#memory.bytes[this.#memory.place(BigInt(this.at++), 1, EXECUTE)]!;
  }

  /** The next byte, which stays the next. */
  peek(): number {
    const byte = this.byte();
    this.at--;
    return byte;
  }

  /** Little-endian, sign-extended. */
  signed(width: Width): bigint {
    let value = 0n;
    for (let index = 0; index < width; index++) value |= BigInt(this.byte()) << BigInt(8 * index);
    return BigInt.asIntN(8 * width, value);
  }

  /** Reads the prefixes, and gives the first byte of the opcode. */
  opcode(): number {
    for (;;) {
      const byte = this.byte();
      if (byte === 0x66) this.prefixes.operand = true;
      else if (byte === 0x64) this.prefixes.fs = true;
      // lock: there is one thread.
      else if (byte === 0xf0) continue;
      else if (byte === 0xf2 || byte === 0xf3) this.prefixes.repeat = byte;
      else if ((byte & 0xf0) === 0x40) {
        this.prefixes.rex = byte & 15;
        return this.byte();
      } else return byte;
    }
  }

  /** The width of operands that are not bytes: table 3-4 of volume 1. */
  get width(): Width {
    return this.wide ? 8 : this.prefixes.operand ? 2 : 4;
  }

  get wide(): boolean {
    return ((this.prefixes.rex ?? 0) & 8) !== 0;
  }

  /** REX.B as the fourth bit of a register in the opcode. */
  extended(low: number): number {
    return low | (((this.prefixes.rex ?? 0) & 1) << 3);
  }

  /** Tables 2-2 and 2-3; `immediate` is how many bytes still follow, as rip counts from the instruction's end. */
  modRM(immediate: number): ModRM {
    const rex = this.prefixes.rex ?? 0;
    const byte = this.byte();
    const reg = ((byte >> 3) & 7) | ((rex & 4) << 1);
    const mod = byte >> 6;
    const low = byte & 7;
    if (mod === 3) return { reg, rm: this.extended(low), byte };
    let base: number | undefined = this.extended(low);
    let index: number | undefined;
    let scale: 1 | 2 | 4 | 8 = 1;
    let displacement = 0n;
    const sib = low === 4 ? this.byte() : undefined;
    if (sib !== undefined) {
      scale = (1 << (sib >> 6)) as 1 | 2 | 4 | 8;
      index = ((sib >> 3) & 7) | ((rex & 2) << 2);
      if (index === 4) index = undefined;
      base = this.extended(sib & 7);
    }
    if (mod === 1) displacement = this.signed(1);
    else if (mod === 2) displacement = this.signed(4);
    else if (((sib ?? low) & 7) === 5) {
      base = undefined;
      displacement = this.signed(4);
      if (sib === undefined) displacement += BigInt(this.at + immediate);
    }
    return { reg, rm: { type: "memory", base, index, scale, displacement, fs: this.prefixes.fs }, byte };
  }

  /** A general register as an operand: without REX, the bytes 4 to 7 are ah, ch, dh and bh. */
  register(number: number, width: Width): Operand {
    const high = width === 1 && this.prefixes.rex === undefined && number >= 4;
    return { type: "register", number: high ? number - 4 : number, high };
  }

  /** What the ModRM byte says as an operand of general registers. */
  operand({ rm }: ModRM, width: Width): Operand {
    return typeof rm === "number" ? this.register(rm, width) : rm;
  }
}
