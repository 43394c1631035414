// What the instructions of the x87 do: their pages in Intel SDM volume 2.

import { add, compare, divide, fromBits, fromInteger, fromMemory } from "./float80.ts";
import { multiply, negate, quieted, subtract, toBits, toInteger, type Float80, type Rounding } from "./float80.ts";
import { STATUS } from "./arithmetic.ts";
import { register, type Instruction, type Operand } from "./instruction.ts";
import type { Processor } from "./processor.ts";
import { CF, PF, RAX, ZF } from "./registers.ts";
import { C0, C2, C3 } from "./x87.ts";

export function executeX87(processor: Processor, instruction: Instruction): void {
  const { x87, registers } = processor;
  const { operation, width, operands } = instruction;
  const [operand] = operands as readonly [Operand];
  switch (operation) {
    case "fld":
      if (operand.type === "x87") return x87.push(x87.get(operand.number));
      return x87.push(quieted(number(processor, instruction, operand)));
    case "fld80": {
      const at = address(processor, operand);
      const low = processor.memory.load(at, 8);
      return x87.push(fromMemory(low, processor.memory.load(at + 8n, 2)));
    }
    case "fild":
      return x87.push(fromInteger(processor.readSigned(operand, width)));
    case "fstp":
      if (operand.type === "x87") x87.set(operand.number, x87.get(0));
      else processor.write(operand, width, toBits(x87.get(0), width as 4 | 8, x87.rounding));
      break;
    case "fstp80": {
      const { negative, exponent, significand } = x87.get(0);
      const at = address(processor, operand);
      // Both parts must have room before the first is written.
      processor.memory.place(at, 10, 2);
      processor.memory.store(at, 8, significand);
      processor.memory.store(at + 8n, 2, BigInt(exponent) | (negative ? 0x8000n : 0n));
      break;
    }
    case "fistp":
      processor.write(operand, width, toInteger(x87.get(0), x87.rounding));
      break;
    case "fxch": {
      const [top, other] = [x87.get(0), number(processor, instruction, operand)];
      x87.set(0, other);
      x87.set((operand as { readonly number: number }).number, top);
      break;
    }
    case "fchs":
      x87.set(0, negate(x87.get(0)));
      break;
    case "fnstsw":
      return processor.write(register(RAX), 2, BigInt(x87.status));
    case "fnstcw":
      return processor.write(operand, 2, BigInt(x87.control));
    case "fldcw":
      x87.control = Number(processor.read(operand, 2));
      return;
    case "fcompp":
    case "fucompp": {
      const order = compare(x87.get(0), x87.get(1));
      x87.conditions = order === undefined ? C3 | C2 | C0 : order === 0 ? C3 : order < 0 ? C0 : 0;
      break;
    }
    case "fucomip": {
      const order = compare(x87.get(0), number(processor, instruction, operand));
      const flags = order === undefined ? ZF | PF | CF : order === 0 ? ZF : order < 0 ? CF : 0;
      registers.flags = (registers.flags & ~STATUS) | flags;
      break;
    }
    default:
      arithmetic(processor, instruction);
  }
  if (operation.endsWith("p") || operation === "fstp80") x87.pop();
  if (operation.endsWith("pp")) x87.pop();
}

/** A number on the stack, or in memory of the instruction's width. */
function number(processor: Processor, { width }: Instruction, operand: Operand): Float80 {
  if (operand.type === "x87") return processor.x87.get(operand.number);
  return fromBits(processor.memory.load(address(processor, operand), width), width as 4 | 8);
}

function address(processor: Processor, operand: Operand): bigint {
  if (operand.type !== "memory") throw new Error(`our bug: an operand of type ${operand.type} as an address`);
  return processor.address(operand);
}

const RESULTS: Readonly<Record<string, (a: Float80, b: Float80, rounding: Rounding) => Float80>> = {
  fadd: add,
  fmul: multiply,
  fsub: subtract,
  fsubr: (a, b, rounding) => subtract(b, a, rounding),
  fdiv: divide,
  fdivr: (a, b, rounding) => divide(b, a, rounding),
};

/** The result goes to the first operand; to the top where the only operand is in memory. */
function arithmetic(processor: Processor, instruction: Instruction): void {
  const { x87 } = processor;
  const { operation, operands } = instruction;
  const [first, second] = operands as readonly [Operand, Operand?];
  const result = RESULTS[operation.replace(/p$/, "")];
  if (result === undefined) throw new Error(`our bug: ${operation} is decoded and not executed`);
  const to = first.type === "x87" ? first.number : 0;
  x87.set(to, result(x87.get(to), number(processor, instruction, second ?? first), x87.rounding));
}
