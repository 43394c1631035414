// The opcodes D8 to DF, of the x87. Intel SDM volume 2, appendix A, section A.5: the ModRM byte chooses the instruction.

import type { CodeReader } from "./code-reader.ts";
import type { Decoded, Operand } from "./instruction.ts";
import type { Width } from "./memory.ts";

/**
 * By the bits called reg: of D8 with a number of 4 bytes in memory, of DE with registers, where the last four are the
 * other way round. The comparisons between them are not known.
 */
const ARITHMETIC = ["fadd", "fmul", undefined, undefined, "fsub", "fsubr", "fdiv", "fdivr"] as const;

/** What the instructions with an operand in memory are, by opcode and reg, and how many bytes it has; 10 is a Float80. */
const MEMORY: ReadonlyMap<number, readonly [string, Width | 10]> = new Map([
  [0xd90, ["fld", 4]],
  [0xd93, ["fstp", 4]],
  [0xd95, ["fldcw", 2]],
  [0xd97, ["fnstcw", 2]],
  [0xdb0, ["fild", 4]],
  [0xdb5, ["fld", 10]],
  [0xdb7, ["fstp", 10]],
  [0xdd0, ["fld", 8]],
  [0xdd3, ["fstp", 8]],
  [0xdf5, ["fild", 8]],
  [0xdf7, ["fistp", 8]],
]);

/** Those with a register of the stack, by opcode and reg. */
const REGISTER: ReadonlyMap<number, string> = new Map([
  [0xd90, "fld"],
  [0xd91, "fxch"],
  [0xdd3, "fstp"],
  [0xdf5, "fucomip"],
]);

/** Those without an operand, by opcode and ModRM byte. */
const ALONE: ReadonlyMap<number, readonly [string, Width]> = new Map([
  [0xd9e0, ["fchs", 8]],
  [0xdae9, ["fucompp", 8]],
  [0xded9, ["fcompp", 8]],
  [0xdfe0, ["fnstsw", 2]],
]);

export function decodeX87(reader: CodeReader, opcode: number): Decoded | undefined {
  const { rm, reg, byte } = reader.modRM(0);
  const kind = reg & 7;
  if (typeof rm !== "number") {
    const arithmetic = opcode === 0xd8 ? ARITHMETIC[kind] : undefined;
    const found = arithmetic === undefined ? MEMORY.get((opcode << 4) | kind) : ([arithmetic, 4] as const);
    if (found === undefined) return undefined;
    const [operation, bytes] = found;
    return bytes === 10
      ? { operation: `${operation}80`, width: 8, operands: [rm] }
      : { operation, width: bytes, operands: [rm] };
  }
  const alone = ALONE.get((opcode << 8) | byte);
  if (alone !== undefined) return { operation: alone[0], width: alone[1], operands: [] };
  const other: Operand = { type: "x87", number: rm & 7 };
  if (opcode === 0xde) {
    const operation = ARITHMETIC[kind < 4 ? kind : kind ^ 1];
    return operation && { operation: `${operation}p`, width: 8, operands: [other, { type: "x87", number: 0 }] };
  }
  const operation = REGISTER.get((opcode << 4) | kind);
  return operation === undefined ? undefined : { operation, width: 8, operands: [other] };
}
