// What each instruction does, but for those of strings, SSE and the x87. The page of each in Intel SDM volume 2. The
// address of the next instruction is in rip already. Must change nothing before all that can stop it has been passed.

import { add, bits, logical, multiply, shift, signed, STATUS, subtract, unsigned, type Result } from "./arithmetic.ts";
import { holds } from "./condition.ts";
import { executeSse } from "./execute-sse.ts";
import { executeString } from "./execute-string.ts";
import { executeX87 } from "./execute-x87.ts";
import { register, type Instruction, type Operand } from "./instruction.ts";
import type { Width } from "./memory.ts";
import type { Processor } from "./processor.ts";
import { CF, OF, RAX, RBP, RDX, RSP, ZF } from "./registers.ts";
import { Stopped } from "./stop.ts";

export function execute(processor: Processor, instruction: Instruction): void {
  const { registers } = processor;
  const { operation, width, operands } = instruction;
  const [to, by] = operands as readonly [Operand, Operand];
  const { general } = registers;
  const setFlags = (flags: number): void => {
    registers.flags = (registers.flags & ~STATUS) | flags;
  };
  /** Writes a result, then the flags. */
  const give = ({ value, flags }: Result): void => {
    processor.write(to, width, value);
    setFlags(flags);
  };
  const a = (): bigint => processor.read(to, width);
  const b = (): bigint => processor.read(by, width);
  const carry = (): bigint => BigInt(registers.flags & CF);

  switch (operation) {
    case "nop":
      return;
    case "mov":
      return processor.write(to, width, b());
    case "movzx":
      return processor.write(to, width, processor.read(by, instruction.from!));
    case "movsx":
      return processor.write(to, width, processor.readSigned(by, instruction.from!));
    case "lea":
      if (by.type !== "memory") throw new Error("our bug: lea of no address");
      return processor.write(to, width, processor.address(by));
    case "xchg": {
      const [first, second] = [a(), b()];
      // What is in memory first, as that alone can stop the program.
      const [memory, other] = to.type === "memory" ? [to, by] : [by, to];
      processor.write(memory, width, memory === to ? second : first);
      return processor.write(other, width, memory === to ? first : second);
    }
    case "push":
      return processor.push(processor.readSigned(to, 8));
    case "pop": {
      const value = processor.pop();
      return processor.write(to, 8, value);
    }
    case "leave": {
      const frame = general[RBP]!;
      const value = processor.memory.load(frame, 8);
      general[RSP] = frame + 8n;
      general[RBP] = value;
      return;
    }

    case "add":
      return give(add(a(), b(), 0n, width));
    case "adc":
      return give(add(a(), b(), carry(), width));
    case "sub":
      return give(subtract(a(), b(), 0n, width));
    case "sbb":
      return give(subtract(a(), b(), carry(), width));
    case "cmp":
      return setFlags(subtract(a(), b(), 0n, width).flags);
    case "and":
      return give(logical(a() & b(), width));
    case "or":
      return give(logical(a() | b(), width));
    case "xor":
      return give(logical(a() ^ b(), width));
    case "test":
      return setFlags(logical(a() & b(), width).flags);
    case "inc": {
      const { value, flags } = add(a(), 1n, 0n, width);
      return give({ value, flags: (flags & ~CF) | (registers.flags & CF) });
    }
    case "dec": {
      const { value, flags } = subtract(a(), 1n, 0n, width);
      return give({ value, flags: (flags & ~CF) | (registers.flags & CF) });
    }
    case "neg":
      return give(subtract(0n, a(), 0n, width));
    case "not":
      return processor.write(to, width, ~a());
    case "shl":
    case "shr":
    case "sar":
      return give(shift(operation, a(), processor.read(by, 1), { width, flags: registers.flags }));
    case "mul":
      return multiplyLong(processor, instruction);
    case "imul":
      return multiplyShort(processor, instruction);
    case "div":
    case "idiv":
      return divide(processor, instruction);
    // cbw, cwde, cdqe: rax from its lower half.
    case "cbw":
      return processor.write(RAX_OPERAND, width, signed(general[RAX]!, (width / 2) as Width));
    // cwd, cdq, cqo: rdx from the sign of rax.
    case "cwd":
      return processor.write(RDX_OPERAND, width, signed(general[RAX]!, width) < 0n ? -1n : 0n);
    case "bt":
      registers.flags = (registers.flags & ~CF) | Number((a() >> (b() % bits(width))) & 1n);
      return;

    // The lowest bit that is set; of nothing, the target stays. All flags but zero are undefined.
    case "bsf": {
      const value = b();
      registers.flags = (registers.flags & ~ZF) | (value === 0n ? ZF : 0);
      if (value !== 0n) processor.write(to, width, BigInt((value & -value).toString(2).length - 1));
      return;
    }

    case "jmp":
      registers.rip = target(a());
      return;
    case "j":
      if (holds(instruction.condition!, registers.flags)) registers.rip = target(a());
      return;
    case "call": {
      const goal = target(a());
      processor.push(BigInt(registers.rip));
      registers.rip = goal;
      return;
    }
    case "ret":
      registers.rip = target(processor.pop());
      return;
    case "set":
      return processor.write(to, 1, holds(instruction.condition!, registers.flags) ? 1n : 0n);
    case "clc":
      registers.flags &= ~CF;
      return;
    case "stc":
      registers.flags |= CF;
      return;
    case "movs":
    case "cmps":
    case "stos":
    case "lods":
      return executeString(processor, instruction);
    default:
      return operation.startsWith("f") ? executeX87(processor, instruction) : executeSse(processor, instruction);
  }
}

const RAX_OPERAND = register(RAX);
const RDX_OPERAND = register(RDX);

/** Addresses that a number holds exactly; what is above has no memory anyway. */
function target(address: bigint): number {
  return Number(address > 0xffff_ffff_ffffn ? 0xffff_ffff_ffffn : address);
}

/** imul of two or three operands. */
function multiplyShort(processor: Processor, { width, operands }: Instruction): void {
  const [to, a, b = to] = operands as readonly [Operand, Operand, Operand?];
  const { value, flags } = multiply(processor.read(a, width), processor.read(b, width), width);
  processor.write(to, width, value);
  processor.registers.flags = (processor.registers.flags & ~STATUS) | flags;
}

/** mul: rax times the operand to rdx and rax. */
function multiplyLong(processor: Processor, { width, operands }: Instruction): void {
  const { registers } = processor;
  const product = unsigned(registers.general[RAX]!, width) * processor.read(operands[0]!, width);
  const { value, flags } = logical(product, width);
  processor.write(RAX_OPERAND, width, value);
  processor.write(RDX_OPERAND, width, product >> bits(width));
  registers.flags = (registers.flags & ~STATUS) | flags | (product === value ? 0 : CF | OF);
}

/** div and idiv: rdx and rax by the operand. All flags are undefined; here they stay. */
function divide(processor: Processor, { operation, width, operands }: Instruction): void {
  const { general } = processor.registers;
  const as = operation === "div" ? unsigned : signed;
  const divisor = as(processor.read(operands[0]!, width), width);
  const low = unsigned(general[RAX]!, width);
  const dividend = (as(general[RDX]!, width) << bits(width)) | low;
  if (divisor === 0n) throw new Stopped("divide-error", "a division by zero");
  // Both of the manual's divisions and BigInt's round towards zero.
  const quotient = dividend / divisor;
  const remainder = dividend % divisor;
  if (quotient !== as(quotient, width)) throw new Stopped("divide-error", "a quotient that has no room");
  processor.write(RAX_OPERAND, width, quotient);
  processor.write(RDX_OPERAND, width, remainder);
}
