// Which status flags an instruction reads, and which it surely sets: so that those that nobody reads need not be computed.
// Must never miss a flag that is read, nor name one as set that may stay.

import { STATUS } from "../interpreter/arithmetic.ts";
import type { Instruction } from "../interpreter/instruction.ts";
import { CF, OF, PF, SF, ZF } from "../interpreter/registers.ts";

/** Flags by condition, without its last bit, which only turns it round. */
export const CONDITION_FLAGS = [OF, CF, ZF, CF | ZF, SF, PF, SF | OF, ZF | SF | OF] as const;

export function flagsRead({ operation, condition }: Instruction): number {
  switch (operation) {
    case "j":
    case "set":
      return CONDITION_FLAGS[condition! >> 1]!;
    default:
      return UNREAD.has(operation) ? 0 : STATUS;
  }
}

export function flagsSet({ operation, operands }: Instruction): number {
  switch (operation) {
    case "inc":
    case "dec":
      return STATUS & ~CF;
    case "shl":
    case "shr":
    case "sar": {
      const by = operands[1]!;
      return by.type === "immediate" && (by.value & 31n) !== 0n ? STATUS : 0;
    }
    default:
      return SETTING.has(operation) ? STATUS : 0;
  }
}

const SETTING = new Set("add sub cmp and or xor test neg imul".split(" "));

/** Instructions that surely read no flag: before all others, all flags are at hand. */
const UNREAD = new Set(
  `add sub cmp and or xor test neg imul inc dec not shl shr sar mov movzx movsx lea push pop leave jmp call ret nop cbw
   cwd xchg div idiv stos lods`.split(/\s+/),
);
