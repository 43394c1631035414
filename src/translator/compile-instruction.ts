// One instruction as WebAssembly: those that programs spend their time with. What each does is said by execute.ts, and
// only repeated here; all others are left to it. Must never store anything before all its checks have been passed.

import { STATUS } from "../interpreter/arithmetic.ts";
import { compileShift } from "./compile-shift.ts";
import { register, type Instruction, type Operand } from "../interpreter/instruction.ts";
import type { Width } from "../interpreter/memory.ts";
import type { Compiling } from "./pending-flags.ts";
import { A, B, P, R, T, V, type RegionCode } from "./region-code.ts";
import { CF, OF, RAX, RBP, RDX, RSP } from "../interpreter/registers.ts";
import { OP } from "./wasm-code.ts";

const BINARY: ReadonlyMap<string, number> = new Map([
  ["add", OP.i64_add],
  ["sub", OP.i64_sub],
  ["cmp", OP.i64_sub],
  ["and", OP.i64_and],
  ["test", OP.i64_and],
  ["or", OP.i64_or],
  ["xor", OP.i64_xor],
]);

const OTHERS = new Set(
  "mov movzx movsx lea push pop leave nop inc dec neg not shl shr sar imul cbw cwd set j jmp call ret".split(" "),
);

/** Whether code is made for an instruction; at any other, compiled code gives control back. */
export function isCompiled({ operation, operands, width }: Instruction): boolean {
  if (operands.some((each) => each.type === "memory" && each.fs)) return false;
  if (BINARY.has(operation)) return true;
  if (!OTHERS.has(operation)) return false;
  switch (operation) {
    case "imul":
    case "cwd":
      return width >= 4;
    case "pop":
      return operands[0]!.type === "register";
    default:
      return true;
  }
}

/** Code for all but jumps, calls and returns. */
export function compileInstruction(compiling: Compiling, instruction: Instruction): void {
  const { code, flags } = compiling;
  const { operation, width, operands } = instruction;
  const [to, by] = operands as readonly [Operand, Operand];
  const binary = BINARY.get(operation);
  if (binary !== undefined) return compileBinary(compiling, instruction, binary);
  switch (operation) {
    case "nop":
      return;
    case "mov":
      return compileMove(code, { to, width }, () => code.read(by, width, true));
    case "movzx":
      return compileMove(code, { to, width }, () => code.read(by, instruction.from!));
    case "movsx":
      return compileMove(code, { to, width }, () => {
        code.read(by, instruction.from!, true);
        code.extendSign(instruction.from!);
      });
    case "lea":
      if (by.type !== "memory") throw new Error("our bug: lea of no address");
      return compileMove(code, { to, width }, () => code.address(by));
    case "push":
      if (to.type === "memory") {
        code.read(to, 8);
        code.set(V);
        return code.push(() => code.get(V));
      }
      return code.push(() => code.read(to, 8));
    case "pop":
      code.peek(RSP);
      code.dropPeeked(RSP);
      code.get(V);
      return writeTo(code, to, 8);
    case "leave":
      code.peek(RBP);
      code.dropPeeked(RBP);
      code.get(V);
      return code.setRegister(RBP);
    case "inc":
    case "dec":
      // The carry stays: it must be in memory if somebody reads it.
      if ((compiling.flagsAfter & CF) !== 0) flags.save();
      operate(compiling, { to, width, byte: operation === "inc" ? OP.i64_add : OP.i64_sub }, () => code.i64(1n));
      return pendIfRead(compiling, operation === "inc" ? "add" : "subtract", width, true);
    case "neg":
      return compileNegation(compiling, to, width);
    case "not":
      return change(code, { to, width }, () => {
        code.i64(-1n);
        code.op(OP.i64_xor);
      });
    case "shl":
    case "shr":
    case "sar":
      return compileShift(compiling, instruction, (emit) => change(code, { to, width }, emit));
    case "imul":
      return compileMultiplication(compiling, instruction);
    case "cbw":
      code.register(RAX);
      code.extendSign((width / 2) as Width);
      return code.writeRegister(register(RAX), width);
    case "cwd":
      code.register(RAX);
      code.extendSign(width);
      code.i64(63n);
      code.op(OP.i64_shr_s);
      return code.writeRegister(register(RDX), width);
    case "set":
      return compileMove(code, { to, width: 1 }, () => {
        flags.condition(instruction.condition!);
        code.i32(0);
        code.op(OP.i32_ne, OP.i64_extend_i32_u);
      });
    default:
      throw new Error(`our bug: ${operation} is not compiled`);
  }
}

/** A place that is written, and how many bytes of it. */
interface Target {
  readonly to: Operand;
  readonly width: Width;
}

/** Writes the value on the stack to a register. */
function writeTo(code: RegionCode, to: Operand, width: Width): void {
  if (to.type !== "register") throw new Error(`our bug: an operand of type ${to.type} is written as a register`);
  code.writeRegister(to, width);
}

/** Writes what `emit` puts on the stack; that may load only where the target is a register. */
function compileMove(code: RegionCode, { to, width }: Target, emit: () => void): void {
  if (to.type !== "memory") {
    emit();
    return writeTo(code, to, width);
  }
  code.address(to);
  code.check(width, true);
  code.get(P);
  emit();
  code.store(width);
}

/** Reads the target, lets `emit` change the value on the stack, and writes it. */
function change(code: RegionCode, { to, width }: Target, emit: () => void): void {
  if (to.type !== "memory") {
    code.read(to, width);
    emit();
    return writeTo(code, to, width);
  }
  code.address(to);
  code.check(width, true);
  code.get(P);
  code.get(P);
  code.load(width);
  emit();
  code.store(width);
}

/** Target and `emit`'s value to R by an operation, the operands in A and B, and R to the target. */
function operate({ code }: Compiling, { to, width, byte }: Target & { readonly byte: number }, emit: () => void): void {
  change(code, { to, width }, () => {
    combine(code, { width, byte }, emit);
    code.tee(R);
  });
}

/** The value on the stack and `emit`'s, which stay in A and B, by an operation. */
function combine(
  code: RegionCode,
  { width, byte }: { readonly width: Width; readonly byte: number },
  emit: () => void,
): void {
  code.set(A);
  emit();
  code.set(B);
  code.get(A);
  code.get(B);
  code.op(byte);
  code.mask(width);
}

function pendIfRead(compiling: Compiling, kind: "add" | "subtract" | "logical", width: Width, count = false): void {
  if ((compiling.flagsAfter & STATUS) !== 0) compiling.flags.pend(kind, width, count);
}

function compileBinary(compiling: Compiling, { operation, width, operands }: Instruction, byte: number): void {
  const { code } = compiling;
  const [to, by] = operands as readonly [Operand, Operand];
  // The second operand is loaded before the first is looked at; no two are in memory.
  const isLoaded = by.type === "memory";
  if (isLoaded) {
    code.read(by, width);
    code.set(T);
  }
  const second = (): void => (isLoaded ? code.get(T) : code.read(by, width));
  if (operation === "cmp" || operation === "test") {
    // Both are checked whether or not somebody reads the flags: the program may be stopped here.
    code.read(to, width);
    combine(code, { width, byte }, second);
    code.set(R);
  } else operate(compiling, { to, width, byte }, second);
  pendIfRead(compiling, byte === OP.i64_add ? "add" : byte === OP.i64_sub ? "subtract" : "logical", width);
}

function compileNegation(compiling: Compiling, to: Operand, width: Width): void {
  const { code } = compiling;
  change(code, { to, width }, () => {
    code.set(B);
    code.i64(0n);
    code.tee(A);
    code.get(B);
    code.op(OP.i64_sub);
    code.mask(width);
    code.tee(R);
  });
  pendIfRead(compiling, "subtract", width);
}

/** imul of two or three operands. Where the flags are read, a product that might not fit 64 bits is left. */
function compileMultiplication(compiling: Compiling, { width, operands }: Instruction): void {
  const { code, flags, flagsAfter } = compiling;
  const [to, first, second = to] = operands as readonly [Operand, Operand, Operand?];
  code.read(first, width, true);
  code.extendSign(width);
  code.set(V);
  code.read(second, width, true);
  code.extendSign(width);
  code.set(T);
  const product = (): void => {
    code.get(V);
    code.get(T);
    code.op(OP.i64_mul);
  };
  if (flagsAfter === 0) {
    product();
    return writeTo(code, to, width);
  }
  if (width === 8) {
    for (const local of [V, T]) {
      code.get(local);
      code.op(OP.i64_extend32_s);
      code.get(local);
      code.op(OP.i64_ne);
    }
    code.op(OP.i32_or);
    code.leaveIf();
  }
  product();
  code.mask(width);
  code.set(R);
  flags.store(() => {
    flags.valueWord(width);
    product();
    code.extendSign(width);
    product();
    code.op(OP.i64_ne);
    code.i32(CF | OF);
    code.op(OP.i32_mul, OP.i32_or);
  });
  flags.begin();
  code.get(R);
  writeTo(code, to, width);
}
