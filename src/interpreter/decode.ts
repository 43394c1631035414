// Bytes to an instruction: the opcode map of one and two bytes, as far as it is used. Intel SDM volume 2, appendix A,
// tables. An opcode that is not here is not known. Must never execute anything.

import { CodeReader } from "./code-reader.ts";
import { decodeSse } from "./decode-sse.ts";
import { decodeX87 } from "./decode-x87.ts";
import { register, type Decoded, type Instruction, type Operand } from "./instruction.ts";
import type { Memory, Width } from "./memory.ts";
import { RAX, RCX } from "./registers.ts";
import { Stopped } from "./stop.ts";

/** Decodes what stands at an address; throws Stopped when it is not known. */
export function decode(memory: Memory, address: number): Instruction {
  const reader = new CodeReader(memory, address);
  const opcode = reader.opcode();
  const decoded = opcode === 0x0f ? twoBytes(reader, reader.byte()) : oneByte(reader, opcode);
  if (decoded === undefined) throw new Stopped("unknown-instruction", "an instruction that is not known");
  return { ...decoded, address, length: reader.at - address };
}

const ARITHMETIC = ["add", "or", "adc", "sbb", "and", "sub", "xor", "cmp"] as const;
/** Rotations are not known. */
const SHIFTS: ReadonlyMap<number, string> = new Map([
  [4, "shl"],
  [5, "shr"],
  [7, "sar"],
]);
/** imul of one operand is not known. */
const UNARY = ["test", undefined, "not", "neg", "mul", undefined, "div", "idiv"] as const;

const immediate = (value: bigint): Operand => ({ type: "immediate", value });
const RAX_OPERAND = register(RAX);

/** Immediates are of at most four bytes, but for mov. */
const short = (width: Width): Width => (width === 8 ? 4 : width);

function oneByte(reader: CodeReader, opcode: number): Decoded | undefined {
  const width = (opcode & 1) === 0 ? 1 : reader.width;
  if (opcode < 0x40 && (opcode & 7) < 6) return arithmetic(reader, opcode);
  if (opcode >= 0x50 && opcode < 0x60) {
    const operands = [reader.register(reader.extended(opcode & 7), 8)];
    return { operation: opcode < 0x58 ? "push" : "pop", width: 8, operands };
  }
  if (opcode >= 0x70 && opcode < 0x80) return jump(reader, { operation: "j", condition: opcode & 15 }, 1);
  if (opcode >= 0x91 && opcode < 0x98) {
    const operands = [RAX_OPERAND, reader.register(reader.extended(opcode & 7), reader.width)];
    return { operation: "xchg", width: reader.width, operands };
  }
  if (opcode >= 0xb0 && opcode < 0xc0) {
    const size = opcode < 0xb8 ? 1 : reader.width;
    const to = reader.register(reader.extended(opcode & 7), size);
    return { operation: "mov", width: size, operands: [to, immediate(reader.signed(size))] };
  }
  if (opcode >= 0xd8 && opcode < 0xe0) return decodeX87(reader, opcode);
  switch (opcode) {
    case 0x63: {
      const modRM = reader.modRM(0);
      const operands = [reader.register(modRM.reg, reader.width), reader.operand(modRM, 4)];
      return { operation: "movsx", width: reader.width, from: 4, operands };
    }
    case 0x68:
      return { operation: "push", width: 8, operands: [immediate(reader.signed(4))] };
    case 0x6a:
      return { operation: "push", width: 8, operands: [immediate(reader.signed(1))] };
    case 0x69:
    case 0x6b: {
      const size = opcode === 0x6b ? 1 : short(reader.width);
      const modRM = reader.modRM(size);
      const operands = [reader.register(modRM.reg, reader.width), reader.operand(modRM, reader.width)];
      return { operation: "imul", width: reader.width, operands: [...operands, immediate(reader.signed(size))] };
    }
    case 0x80:
    case 0x81:
    case 0x83: {
      const size = opcode === 0x81 ? short(reader.width) : 1;
      const modRM = reader.modRM(size);
      const operands = [reader.operand(modRM, width), immediate(reader.signed(size))];
      return { operation: ARITHMETIC[modRM.reg & 7]!, width, operands };
    }
    case 0x84:
    case 0x85:
      return toMemory(reader, "test", width);
    case 0x86:
    case 0x87:
      return toMemory(reader, "xchg", width);
    case 0x88:
    case 0x89:
      return toMemory(reader, "mov", width);
    case 0x8a:
    case 0x8b:
      return toRegister(reader, "mov", width);
    case 0x8d: {
      const modRM = reader.modRM(0);
      if (typeof modRM.rm === "number") return undefined;
      return { operation: "lea", width: reader.width, operands: [reader.register(modRM.reg, reader.width), modRM.rm] };
    }
    case 0x8f:
      return { operation: "pop", width: 8, operands: [reader.operand(reader.modRM(0), 8)] };
    // cld too: nothing here sets the direction flag.
    case 0x90:
    case 0xfc:
      return { operation: "nop", width: 1, operands: [] };
    case 0x98:
      return { operation: "cbw", width: reader.width, operands: [] };
    case 0x99:
      return { operation: "cwd", width: reader.width, operands: [] };
    case 0xa4:
    case 0xa5:
      return string(reader, "movs", width);
    case 0xa6:
    case 0xa7:
      return string(reader, "cmps", width);
    case 0xa8:
    case 0xa9:
      return { operation: "test", width, operands: [RAX_OPERAND, immediate(reader.signed(short(width)))] };
    case 0xaa:
    case 0xab:
      return string(reader, "stos", width);
    case 0xac:
    case 0xad:
      return string(reader, "lods", width);
    case 0xc0:
    case 0xc1:
    case 0xd0:
    case 0xd1:
    case 0xd2:
    case 0xd3: {
      const modRM = reader.modRM(opcode < 0xd0 ? 1 : 0);
      const by = opcode < 0xd0 ? immediate(reader.signed(1)) : opcode < 0xd2 ? immediate(1n) : register(RCX);
      const operation = SHIFTS.get(modRM.reg & 7);
      return operation === undefined ? undefined : { operation, width, operands: [reader.operand(modRM, width), by] };
    }
    case 0xc3:
      return { operation: "ret", width: 8, operands: [] };
    case 0xc6:
    case 0xc7: {
      const size = short(width);
      const modRM = reader.modRM(size);
      if ((modRM.reg & 7) !== 0) return undefined;
      return { operation: "mov", width, operands: [reader.operand(modRM, width), immediate(reader.signed(size))] };
    }
    case 0xc9:
      return { operation: "leave", width: 8, operands: [] };
    case 0xe8:
      return jump(reader, { operation: "call" }, 4);
    case 0xe9:
      return jump(reader, { operation: "jmp" }, 4);
    case 0xeb:
      return jump(reader, { operation: "jmp" }, 1);
    case 0xf6:
    case 0xf7: {
      // Only test has an immediate, which is known when the ModRM byte is.
      const size = (reader.peek() & 0x30) === 0 ? short(width) : 0;
      const modRM = reader.modRM(size);
      const operands = [reader.operand(modRM, width)];
      if (size !== 0) operands.push(immediate(reader.signed(size)));
      const kind = modRM.reg & 7;
      // Of bytes there is no multiplication and no division.
      const operation = width === 1 && kind >= 4 ? undefined : UNARY[kind];
      return operation && { operation, width, operands };
    }
    case 0xf8:
      return { operation: "clc", width: 1, operands: [] };
    case 0xf9:
      return { operation: "stc", width: 1, operands: [] };
    case 0xfe:
    case 0xff:
      return group5(reader, width);
    default:
      return undefined;
  }
}

/** 00 to 3D: eight operations in six forms each. */
function arithmetic(reader: CodeReader, opcode: number): Decoded {
  const operation = ARITHMETIC[opcode >> 3]!;
  const width = (opcode & 1) === 0 ? 1 : reader.width;
  if ((opcode & 7) < 2) return toMemory(reader, operation, width);
  if ((opcode & 7) < 4) return toRegister(reader, operation, width);
  return { operation, width, operands: [RAX_OPERAND, immediate(reader.signed(short(width)))] };
}

/** Forms called "Ev, Gv": a register to what the ModRM byte names. */
function toMemory(reader: CodeReader, operation: string, width: Width): Decoded {
  const modRM = reader.modRM(0);
  return { operation, width, operands: [reader.operand(modRM, width), reader.register(modRM.reg, width)] };
}

/** Forms called "Gv, Ev". */
function toRegister(reader: CodeReader, operation: string, width: Width): Decoded {
  const modRM = reader.modRM(0);
  return { operation, width, operands: [reader.register(modRM.reg, width), reader.operand(modRM, width)] };
}

/** Once, or as often as rcx says; the repetition of F2 is not known. */
function string(reader: CodeReader, operation: string, width: Width): Decoded | undefined {
  const { repeat } = reader.prefixes;
  return repeat === 0xf2 ? undefined : { operation, width, operands: [], repeat: repeat === 0xf3 };
}

/** A jump or call by a distance from the instruction's end; the operand is where it leads. */
function jump(reader: CodeReader, what: Pick<Decoded, "operation" | "condition">, size: 1 | 4): Decoded {
  const distance = reader.signed(size);
  return { ...what, width: 8, operands: [immediate(BigInt(reader.at) + distance)] };
}

/** FE and FF. */
function group5(reader: CodeReader, width: Width): Decoded | undefined {
  const modRM = reader.modRM(0);
  const kind = modRM.reg & 7;
  if (kind < 2) return { operation: kind === 0 ? "inc" : "dec", width, operands: [reader.operand(modRM, width)] };
  if (width === 1 || kind === 3 || kind === 5 || kind === 7) return undefined;
  const operation = kind === 2 ? "call" : kind === 4 ? "jmp" : "push";
  return { operation, width: 8, operands: [reader.operand(modRM, 8)] };
}

/** The opcodes after 0F. */
function twoBytes(reader: CodeReader, opcode: number): Decoded | undefined {
  const width = reader.width;
  const condition = opcode & 15;
  switch (opcode >> 4) {
    case 8:
      return jump(reader, { operation: "j", condition }, 4);
    case 9:
      return { operation: "set", condition, width: 1, operands: [reader.operand(reader.modRM(0), 1)] };
  }
  switch (opcode) {
    case 0x05:
      return { operation: "syscall", width: 8, operands: [] };
    case 0xaf:
      return toRegister(reader, "imul", width);
    case 0xbc:
      return reader.prefixes.repeat === 0 ? toRegister(reader, "bsf", width) : undefined;
    case 0xba: {
      const modRM = reader.modRM(1);
      if ((modRM.reg & 7) !== 4) return undefined;
      return { operation: "bt", width, operands: [reader.operand(modRM, width), immediate(reader.signed(1))] };
    }
    case 0xb6:
    case 0xb7:
    case 0xbe:
    case 0xbf: {
      const from = (opcode & 1) === 0 ? 1 : 2;
      const modRM = reader.modRM(0);
      const operands = [reader.register(modRM.reg, width), reader.operand(modRM, from)];
      return { operation: opcode < 0xb8 ? "movzx" : "movsx", width, from, operands };
    }
  }
  return decodeSse(reader, opcode);
}
