// The registers of a process, as views of the bytes where they lie (layout.ts). Intel SDM volume 1, section 3.4.

import { COUNT, FLAGS, REGISTERS, RIP, XMM } from "./layout.ts";

/** The general registers by number. */
export const REGISTER_NAMES: readonly string[] = "rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15".split(
  " ",
);

export const RAX = 0;
export const RCX = 1;
export const RDX = 2;
export const RSP = 4;
export const RBP = 5;
export const RSI = 6;
export const RDI = 7;
export const R8 = 8;
export const R9 = 9;
export const R10 = 10;
export const R11 = 11;

/** Bits of the flags, at their places in RFLAGS. Those that no instruction here reads or sets are left out. */
export const CF = 0x1;
export const PF = 0x4;
export const ZF = 0x40;
export const SF = 0x80;
export const OF = 0x800;

export class Registers {
  /** The sixteen general registers. */
  readonly general: BigUint64Array;
  /** The xmm registers, two halves each, the low one first. */
  readonly xmm: BigUint64Array;
  readonly #numbers: DataView;

  constructor(whole: ArrayBuffer) {
    this.general = new BigUint64Array(whole, REGISTERS, 16);
    this.xmm = new BigUint64Array(whole, XMM, 32);
    this.#numbers = new DataView(whole);
  }

  get rip(): number {
    return Number(this.#numbers.getBigUint64(RIP, true));
  }
  set rip(value: number) {
    this.#numbers.setBigUint64(RIP, BigInt(value), true);
  }

  get flags(): number {
    return this.#numbers.getUint32(FLAGS, true);
  }
  set flags(value: number) {
    this.#numbers.setUint32(FLAGS, value, true);
  }

  /** How many instructions were executed so far. */
  get count(): number {
    return Number(this.#numbers.getBigUint64(COUNT, true));
  }
  set count(value: number) {
    this.#numbers.setBigUint64(COUNT, BigInt(value), true);
  }
}
