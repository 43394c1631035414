// Bytes to an instruction, by the table of opcodes.ts. What is not there is not known. Must never execute anything.

import { CodeReader, type ModRM } from "./code-reader.ts";
import { decodeX87 } from "./decode-x87.ts";
import { register, type Decoded, type Instruction, type Operand } from "./instruction.ts";
import type { Memory, Width } from "./memory.ts";
import { formByPrefix, formByReg, formOf, type Form } from "./opcodes.ts";
import { RAX, RCX } from "./registers.ts";
import { Stopped } from "./stop.ts";

/** Decodes what stands at an address; throws Stopped when it is not known. */
export function decode(memory: Memory, address: number): Instruction {
  const reader = new CodeReader(memory, address);
  const first = reader.opcode();
  const decoded = first >= 0xd8 && first < 0xe0 ? decodeX87(reader, first) : byTable(reader, first);
  if (decoded === undefined) throw new Stopped("unknown-instruction", "an instruction that is not known");
  return { ...decoded, address, length: reader.at - address };
}

const STRINGS = new Set(["movs", "cmps", "stos", "lods"]);
const CONDITIONAL = new Set(["j", "set"]);

function byTable(reader: CodeReader, first: number): Decoded | undefined {
  const { repeat, operand } = reader.prefixes;
  const opcode = first === 0x0f ? 0x0f00 | reader.byte() : first;
  const prefixed = formByPrefix(opcode, repeat !== 0 ? repeat : operand ? 0x66 : 0);
  const form = prefixed ?? formOf(opcode) ?? formByReg(opcode, (reader.peek() >> 3) & 7);
  if (form === undefined) return undefined;
  const isString = STRINGS.has(form.operation);
  // Where a repetition does not choose the instruction, only F3 before strings is known.
  if (repeat !== 0 && prefixed === undefined && !(isString && repeat === 0xf3)) return undefined;
  const operands = new Operands(reader, { form, opcode }).all();
  if (operands === undefined) return undefined;
  return {
    operation: form.operation,
    width: widthOf(reader, form.width ?? form.operands[0]?.[1] ?? "q"),
    from: widthOf(reader, form.operands.at(-1)?.[1] ?? "q"),
    operands,
    ...(CONDITIONAL.has(form.operation) ? { condition: opcode & 15 } : {}),
    ...(isString ? { repeat: repeat !== 0 } : {}),
  };
}

/** By its letter in opcodes.ts. */
function widthOf(reader: CodeReader, letter: string): Width {
  switch (letter) {
    case "b":
      return 1;
    case "w":
      return 2;
    case "d":
      return 4;
    case "v":
      return reader.width;
    case "z":
      return reader.width === 8 ? 4 : reader.width;
    case "y":
      return reader.wide ? 8 : 4;
    default:
      return 8;
  }
}

/** The operands of a form, read in the order in which their bytes stand. */
class Operands {
  readonly #reader: CodeReader;
  readonly #form: Form;
  readonly #opcode: number;
  readonly #modRM: ModRM | undefined;

  constructor(reader: CodeReader, { form, opcode }: { readonly form: Form; readonly opcode: number }) {
    this.#reader = reader;
    this.#form = form;
    this.#opcode = opcode;
    const immediate = form.operands.find((code) => code.startsWith("I"));
    if (form.operands.some((code) => "EGMVWU".includes(code[0]!)))
      this.#modRM = reader.modRM(immediate === undefined ? 0 : widthOf(reader, immediate[1]!));
  }

  /** Undefined where memory stands in the place of a register, or the other way round. */
  all(): readonly Operand[] | undefined {
    const operands = this.#form.operands.map((code) => this.#one(code[0]!, widthOf(this.#reader, code[1] ?? "q")));
    return operands.every((each) => each !== undefined) ? operands : undefined;
  }

  #one(kind: string, width: Width): Operand | undefined {
    const reader = this.#reader;
    const modRM = this.#modRM!;
    switch (kind) {
      case "E":
        return reader.operand(modRM, width);
      case "G":
        return reader.register(modRM.reg, width);
      case "Z":
        return reader.register(reader.extended(this.#opcode & 7), width);
      case "A":
        return register(RAX);
      case "C":
        return register(RCX);
      case "M":
        return typeof modRM.rm === "number" ? undefined : modRM.rm;
      case "V":
        return { type: "xmm", number: modRM.reg };
      case "W":
        return typeof modRM.rm === "number" ? { type: "xmm", number: modRM.rm } : modRM.rm;
      case "U":
        return typeof modRM.rm === "number" ? { type: "xmm", number: modRM.rm } : undefined;
      case "I":
        return { type: "immediate", value: reader.signed(width) };
      case "J": {
        const distance = reader.signed(width);
        return { type: "immediate", value: BigInt(reader.at) + distance };
      }
      default:
        return { type: "immediate", value: 1n };
    }
  }
}
