// A region as one WebAssembly function: its blocks one after the other, in a loop that begins at any of them. A jump
// forward leaves as many nested blocks as there are between; one backward goes round the loop. It gives the address where
// execution goes on, or that address turned round bit by bit when the plain interpreter is to execute what is there.

import { compileInstruction, isCompiled } from "./compile-instruction.ts";
import { flagsRead, flagsSet } from "./flag-use.ts";
import type { Instruction } from "../interpreter/instruction.ts";
import { ADDRESSES } from "../interpreter/layout.ts";
import { PendingFlags } from "./pending-flags.ts";
import { FUEL_LEFT, LOCALS, NEXT, RegionCode, V } from "./region-code.ts";
import { staticTarget, type Block, type Region } from "./region.ts";
import { RSP } from "../interpreter/registers.ts";
import { OP, WasmCode, type Label } from "./wasm-code.ts";
import type { WasmFunction } from "./wasm-module.ts";

export function compileRegion({ blocks }: Region): WasmFunction {
  const code = new RegionCode();
  code.exit = code.open(OP.block);
  const loop = code.open(OP.loop);
  const labels = blocks.map(() => code.open(OP.block)).reverse();
  code.get(NEXT);
  code.branchTable(labels);
  const places = new Map(blocks.map(({ start }, index) => [start, { index, label: labels[index]! }]));
  for (const [index, block] of blocks.entries()) {
    code.end();
    code.block(() => new BlockCompiler({ code, loop, places, index }, block).compile());
  }
  code.op(OP.unreachable);
  code.end();
  code.op(OP.unreachable);
  code.end();
  const whole = new WasmCode();
  for (const part of [code.prologue(), code, code.epilogue()]) whole.append(part);
  return { locals: LOCALS, code: whole };
}

interface Surroundings {
  readonly code: RegionCode;
  readonly loop: Label;
  readonly places: ReadonlyMap<number, { readonly index: number; readonly label: Label }>;
  /** The number of the present block. */
  readonly index: number;
}

class BlockCompiler {
  readonly #around: Surroundings;
  readonly #code: RegionCode;
  readonly #block: Block;
  readonly #flags: PendingFlags;

  constructor(around: Surroundings, block: Block) {
    this.#around = around;
    this.#code = around.code;
    this.#block = block;
    this.#flags = new PendingFlags(around.code);
  }

  compile(): void {
    const { instructions, flagsAfter, end } = this.#block;
    const code = this.#code;
    const last = instructions.at(-1)!;
    const count = isCompiled(last) ? instructions.length : instructions.length - 1;
    code.get(FUEL_LEFT);
    code.i32(count);
    code.op(OP.i32_sub);
    code.set(FUEL_LEFT);
    for (const [index, instruction] of instructions.entries()) {
      const after = flagsAfter[index]!;
      const before = (after & ~flagsSet(instruction)) | flagsRead(instruction);
      code.at = { instruction, undone: count - index };
      code.saveFlags = () => before !== 0 && this.#flags.save();
      if (!isCompiled(instruction)) return code.leaveToPlain();
      if (instruction === last && this.#endsWith(instruction, after)) return;
      const known = code.known.ofResult(instruction);
      compileInstruction({ code, flags: this.#flags, flagsAfter: after }, instruction);
      const [to] = instruction.operands;
      if (known !== undefined && to?.type === "register") code.known.set(to.number, known);
    }
    if (flagsAfter.at(-1) !== 0) this.#flags.save();
    this.#go(end);
  }

  /** Jumps, calls and returns; false for what is none of them. */
  #endsWith(instruction: Instruction, flagsAfter: number): boolean {
    const code = this.#code;
    const target = staticTarget(instruction);
    const saveFlags = (): void => {
      if (flagsAfter !== 0) this.#flags.save();
    };
    switch (instruction.operation) {
      case "j":
        saveFlags();
        this.#flags.condition(instruction.condition!);
        code.open(OP.if);
        this.#go(target!);
        code.end();
        this.#go(this.#block.end);
        return true;
      case "jmp":
        if (target === undefined) this.#readTarget(instruction);
        saveFlags();
        if (target === undefined) this.#leaveToV();
        else this.#go(target);
        return true;
      case "call":
        if (target === undefined) this.#readTarget(instruction);
        code.push(() => code.i64(BigInt(this.#block.end)));
        saveFlags();
        if (target === undefined) this.#leaveToV();
        else {
          code.i32(target);
          code.leave();
        }
        return true;
      case "ret":
        code.peek(RSP);
        this.#checkV();
        code.dropPeeked(RSP);
        saveFlags();
        this.#leaveToV();
        return true;
      default:
        return false;
    }
  }

  #readTarget({ operands }: Instruction): void {
    this.#code.read(operands[0]!, 8);
    this.#code.set(V);
    this.#checkV();
  }

  /** An address that there is none of is left to the plain interpreter. */
  #checkV(): void {
    this.#code.get(V);
    this.#code.i64(BigInt(ADDRESSES));
    this.#code.op(OP.i64_ge_u);
    this.#code.leaveIf();
  }

  #leaveToV(): void {
    this.#code.get(V);
    this.#code.op(OP.i32_wrap_i64);
    this.#code.leave();
  }

  /** To an address: within the region or out of it. */
  #go(address: number): void {
    const code = this.#code;
    const place = this.#around.places.get(address);
    if (place !== undefined && place.index > this.#around.index) return code.branch(place.label);
    if (place !== undefined) {
      code.get(FUEL_LEFT);
      code.i32(0);
      code.op(OP.i32_lt_s);
      code.open(OP.if);
      code.i32(address);
      code.leave();
      code.end();
      code.i32(place.index);
      code.set(NEXT);
      return code.branch(this.#around.loop);
    }
    code.i32(address);
    code.leave();
  }
}
