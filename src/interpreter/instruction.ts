// What one decoded instruction is: its operation, how wide it works, and its operands. Made by decode.ts alone.

import type { Width } from "./memory.ts";

export type Operand =
  | GeneralRegister
  | { readonly type: "xmm"; readonly number: number }
  /** A register of the x87 stack, counted from its top. */
  | { readonly type: "x87"; readonly number: number }
  | Address
  /** Sign-extended to 64 bits. */
  | { readonly type: "immediate"; readonly value: bigint };

export interface GeneralRegister {
  readonly type: "register";
  readonly number: number;
  /** For ah, ch, dh, bh. */
  readonly high: boolean;
}

/** A general register by its number, from its lowest byte on. */
export function register(number: number): GeneralRegister {
  return { type: "register", number, high: false };
}

/** base + index * scale + displacement. Intel SDM volume 1, section 3.7.5. */
export interface Address {
  readonly type: "memory";
  /** A general register, or nothing; an address relative to rip is a displacement alone, as that of rip is known. */
  readonly base: number | undefined;
  readonly index: number | undefined;
  readonly scale: 1 | 2 | 4 | 8;
  readonly displacement: bigint;
  /** Counted from where the segment fs begins: where a thread keeps what is its own. */
  readonly fs: boolean;
}

export interface Instruction {
  readonly address: number;
  /** Bytes. */
  readonly length: number;
  /** The manual's mnemonic; of conditional ones without the condition (`j`, `set`). */
  readonly operation: string;
  /** Bytes of the operation's operands, but where an operand has another by itself. */
  readonly width: Width;
  /** Bytes of the last operand, where it has another width than the first: of movzx, of conversions. */
  readonly from?: Width;
  /** In the order of Intel's syntax: what is written comes first. */
  readonly operands: readonly Operand[];
  /** The low four bits of the opcode of a conditional instruction; see condition.ts. */
  readonly condition?: number;
  /** Of instructions on strings: whether they are done as often as rcx says. */
  readonly repeat?: boolean;
}

/** An instruction but for its place and length. */
export type Decoded = Omit<Instruction, "address" | "length">;
