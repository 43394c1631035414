// The code of a region as it grows: registers as locals, memory with its checks, and the ways out. What cannot be done at
// once (a page that is not there, or that holds compiled code) leaves before anything was changed, and the plain
// interpreter executes that one instruction. Must never change what a program sees, but for the time it takes.

import type { Address, GeneralRegister, Instruction, Operand } from "../interpreter/instruction.ts";
import { ADDRESSES, FUEL, PERMISSIONS, PROGRAM, REGISTERS } from "../interpreter/layout.ts";
import { READ, WRITE_UNSEEN, type Width } from "../interpreter/memory.ts";
import { RSP } from "../interpreter/registers.ts";
import { OP, WasmCode, type Label } from "./wasm-code.ts";
import { KnownAddresses, type Known } from "./known-addresses.ts";

/** Locals. The parameter is the number of the block to begin with; then 64 bits each: the general registers, and more. */
export const NEXT = 0;
const REGISTER_0 = 1;
export const ADDRESS = 17;
/** The operands and the result of what last set the flags. */
export const A = 18;
export const B = 19;
export const R = 20;
/** For one instruction. */
export const T = 21;
export const V = 22;
/** Where a span of memory begins. */
const START = 23;
/** Of 32 bits: where execution goes on, how many instructions more, a place in memory, flags. */
export const RIP = 24;
export const FUEL_LEFT = 25;
export const P = 26;
export const F = 27;
/** Instructions that were counted, and not done. */
const UNDONE = 28;
export const LOCALS = { i64: 23, i32: 5 };

const maskOf = (width: Width): bigint => (1n << BigInt(8 * width)) - 1n;

/** So many bytes after where a register points to. */
function after(base: number, displacement: bigint): Address {
  return { type: "memory", base, index: undefined, scale: 1, displacement, fs: false };
}

const LOAD = { 1: OP.i64_load8_u, 2: OP.i64_load16_u, 4: OP.i64_load32_u, 8: OP.i64_load } as const;
const STORE = { 1: OP.i64_store8, 2: OP.i64_store16, 4: OP.i64_store32, 8: OP.i64_store } as const;

export class RegionCode extends WasmCode {
  readonly #used = new Set<number>();
  readonly #changed = new Set<number>();
  /** The label of the way out; what goes there has set RIP. */
  exit: Label = 0;
  /** The block's own way out, to the plain interpreter: each block has one, as many ways that meet at one place are slow. */
  #toPlain: Label = 0;
  /** What is executed now, and how many instructions of its block are not done, itself included. */
  at: { readonly instruction: Instruction; readonly undone: number } | undefined;
  /** Brings the flags to memory, if the plain interpreter needs them for the present instruction. */
  saveFlags: () => void = () => {};
  /** What is known of the registers in the present block. */
  known: KnownAddresses = new KnownAddresses();
  /** How the address that was put on the stack last follows from a value, if it does. */
  #addressed: Known | undefined;

  register(number: number): void {
    this.#used.add(number);
    this.get(REGISTER_0 + number);
  }

  setRegister(number: number): void {
    this.#used.add(number);
    this.#changed.add(number);
    this.set(REGISTER_0 + number);
    this.known.forget(number);
  }

  /** Of a value on the stack, the low bytes alone. */
  mask(width: Width): void {
    if (width === 8) return;
    if (width === 4) this.op(OP.i32_wrap_i64, OP.i64_extend_i32_u);
    else {
      this.i64(maskOf(width));
      this.op(OP.i64_and);
    }
  }

  extendSign(width: Width): void {
    if (width === 4) this.op(OP.i64_extend32_s);
    else if (width === 2) this.op(OP.i64_extend16_s);
    else if (width === 1) this.op(OP.i64_extend8_s);
  }

  /** Leaves for the plain interpreter to execute the present instruction. */
  leaveToPlain(): void {
    const { instruction, undone } = this.at!;
    this.saveFlags();
    this.i32(undone);
    this.set(UNDONE);
    this.i32(~instruction.address);
    this.set(RIP);
    this.branch(this.#toPlain);
  }

  /** Code of a block, which never reaches its end; it is made twice, as what is accessed in all of it is checked at once. */
  block(emit: () => void): void {
    const begun = this.mark();
    this.known = new KnownAddresses();
    this.#toPlain = this.open(OP.block);
    emit();
    this.rewind(begun);
    this.known = new KnownAddresses(this.known.spans);
    this.#toPlain = this.open(OP.block);
    emit();
    this.end();
    this.get(FUEL_LEFT);
    this.get(UNDONE);
    this.op(OP.i32_add);
    this.set(FUEL_LEFT);
    this.branch(this.exit);
  }

  /** Leaves to the address on the stack. */
  leave(): void {
    this.set(RIP);
    this.branch(this.exit);
  }

  /** Leaves to the plain interpreter if the i32 on the stack is not 0. */
  leaveIf(): void {
    this.open(OP.if);
    this.leaveToPlain();
    this.end();
  }

  /** Puts an address on the stack, 64 bits. */
  address(address: Address): void {
    const { base, index, scale, displacement } = address;
    this.#addressed = this.known.ofAddress(address);
    let some = false;
    const plus = (): void => {
      if (some) this.op(OP.i64_add);
      some = true;
    };
    if (base !== undefined) {
      this.register(base);
      plus();
    }
    if (index !== undefined) {
      this.register(index);
      if (scale !== 1) {
        this.i64(BigInt(Math.log2(scale)));
        this.op(OP.i64_shl);
      }
      plus();
    }
    if (displacement !== 0n || !some) {
      this.i64(displacement);
      plus();
    }
  }

  /** Checks the address on the stack for an access, unless an earlier check of the block did, and puts it into P. */
  check(width: Width, write: boolean): void {
    const from = this.#addressed;
    const span = from === undefined ? { before: 0, length: width, write } : this.known.access(from, width, write);
    this.#addressed = undefined;
    this.tee(ADDRESS);
    if (span === undefined) {
      this.op(OP.i32_wrap_i64);
      return this.set(P);
    }
    const needed = span.write ? READ | WRITE_UNSEEN : READ;
    if (span.before !== 0) {
      this.i64(BigInt(-span.before));
      this.op(OP.i64_add);
      this.tee(START);
    }
    const start = span.before === 0 ? ADDRESS : START;
    this.i64(BigInt(ADDRESSES - span.length));
    this.op(OP.i64_gt_u);
    // Whatever the address is, what stands for its page is read from within the memory.
    this.get(start);
    this.op(OP.i32_wrap_i64);
    this.tee(P);
    this.#permission();
    if (span.length > 1) {
      this.get(P);
      this.i32(span.length - 1);
      this.op(OP.i32_add);
      this.#permission();
      this.op(OP.i32_and);
    }
    this.i32(needed);
    this.op(OP.i32_and);
    this.i32(needed);
    this.op(OP.i32_ne, OP.i32_or);
    this.leaveIf();
    if (span.before === 0) return;
    this.get(ADDRESS);
    this.op(OP.i32_wrap_i64);
    this.set(P);
  }

  #permission(): void {
    this.i32(12);
    this.op(OP.i32_shr_u);
    this.access(OP.i32_load8_u, PERMISSIONS);
  }

  /** From the place on the stack. */
  load(width: Width): void {
    this.access(LOAD[width], PROGRAM);
  }

  /** The value on the stack, to the place below it. */
  store(width: Width): void {
    this.access(STORE[width], PROGRAM);
  }

  /** Puts an operand's value on the stack; above its bytes are zeros, but where `raw` lets there be anything. */
  read(operand: Operand, width: Width, raw = false): void {
    if (operand.type === "immediate") this.i64(operand.value & maskOf(width));
    else if (operand.type === "memory") {
      this.address(operand);
      this.check(width, false);
      this.get(P);
      this.load(width);
    } else if (operand.type === "register") {
      this.register(operand.number);
      if (operand.high) {
        this.i64(8n);
        this.op(OP.i64_shr_u);
      }
      if (!raw) this.mask(width);
    } else throw new Error(`our bug: an operand of type ${operand.type} is compiled`);
  }

  /** Writes the value on the stack to a general register. */
  writeRegister({ number, high }: GeneralRegister, width: Width): void {
    if (width >= 4) {
      this.mask(width);
      this.setRegister(number);
      return;
    }
    const shift = high ? 8n : 0n;
    this.mask(width);
    if (high) {
      this.i64(shift);
      this.op(OP.i64_shl);
    }
    this.register(number);
    this.i64(~(maskOf(width) << shift));
    this.op(OP.i64_and, OP.i64_or);
    this.setRegister(number);
  }

  /** Puts the value of `emit` onto the program's stack; `emit` must not use P. */
  push(emit: () => void): void {
    const top = this.known.of(RSP, -8);
    this.address(after(RSP, -8n));
    this.check(8, true);
    this.get(P);
    emit();
    this.store(8);
    this.get(ADDRESS);
    this.setRegister(RSP);
    this.known.set(RSP, top);
  }

  /** Loads the eight bytes that a register points to into V. */
  peek(register: number): void {
    this.address(after(register, 0n));
    this.check(8, false);
    this.get(P);
    this.load(8);
    this.set(V);
  }

  /** The program's stack begins after what was loaded last, by peek() of the same register. */
  dropPeeked(register: number): void {
    const top = this.known.of(register, 8);
    this.get(ADDRESS);
    this.i64(8n);
    this.op(OP.i64_add);
    this.setRegister(RSP);
    this.known.set(RSP, top);
  }

  /** What comes before the region's code: the registers are loaded. */
  prologue(): WasmCode {
    const code = new WasmCode();
    code.i32(0);
    code.access(OP.i32_load, FUEL);
    code.set(FUEL_LEFT);
    for (const register of this.#used) {
      code.i32(0);
      code.access(OP.i64_load, REGISTERS + 8 * register);
      code.set(REGISTER_0 + register);
    }
    return code;
  }

  /** What comes after it: they are stored, and the next address is given. */
  epilogue(): WasmCode {
    const code = new WasmCode();
    code.i32(0);
    code.get(FUEL_LEFT);
    code.access(OP.i32_store, FUEL);
    for (const register of this.#changed) {
      code.i32(0);
      code.get(REGISTER_0 + register);
      code.access(OP.i64_store, REGISTERS + 8 * register);
    }
    code.get(RIP);
    return code;
  }
}
