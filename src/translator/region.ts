// The code that is compiled together: what is reached from an address by jumps and past calls, cut into blocks. Usually it
// is a routine. Must never execute anything, nor trust that what follows a call is code.

import { STATUS } from "../interpreter/arithmetic.ts";
import { decode } from "../interpreter/decode.ts";
import { flagsRead, flagsSet } from "./flag-use.ts";
import type { Instruction } from "../interpreter/instruction.ts";
import type { Memory } from "../interpreter/memory.ts";
import { Stopped } from "../interpreter/stop.ts";

export interface Block {
  readonly start: number;
  readonly instructions: readonly Instruction[];
  /** Where the next instruction after the block stands. */
  readonly end: number;
  /** Flags that somebody may read after each instruction. */
  readonly flagsAfter: readonly number[];
}

export interface Region {
  /** In the order of their addresses. */
  readonly blocks: readonly Block[];
  /** Routines that are called by their addresses. */
  readonly calls: ReadonlySet<number>;
}

/** Larger routines are cut: what is left over becomes regions of its own. */
const MOST_INSTRUCTIONS = 2000;

/** How an instruction ends a block: goes on nowhere, elsewhere too, or only in the next one. */
const ENDS = new Set(["j", "jmp", "call", "ret"]);

/** Where a jump or call leads, if that stands in the instruction. */
export function staticTarget({ operation, operands }: Instruction): number | undefined {
  const [to] = operands;
  return ENDS.has(operation) && to?.type === "immediate" ? Number(to.value) : undefined;
}

/** What the compiler knows. */
export interface Limits {
  /** Whether code is made for an instruction; at any other, compiled code gives control back. */
  readonly isCompiled: (instruction: Instruction) => boolean;
  /** Whether a block that begins at an address is compiled already: a region ends there. */
  readonly isThere: (address: number) => boolean;
}

export function findRegion(memory: Memory, entry: number, { isCompiled, isThere }: Limits): Region {
  const instructions = new Map<number, Instruction>();
  const starts = new Set([entry]);
  const calls = new Set<number>();
  const waiting = [entry];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    while (!instructions.has(at) && instructions.size < MOST_INSTRUCTIONS && !isThere(at)) {
      const instruction = tryDecode(memory, at);
      if (instruction === undefined) break;
      instructions.set(at, instruction);
      const next: number = at + instruction.length;
      const target = staticTarget(instruction);
      if (instruction.operation === "call") {
        if (target !== undefined) calls.add(target);
      } else if (target !== undefined) {
        starts.add(target);
        waiting.push(target);
      }
      if (instruction.operation === "ret" || instruction.operation === "jmp") break;
      if (ENDS.has(instruction.operation) || !isCompiled(instruction)) starts.add(next);
      at = next;
    }
  }
  const cut = [...starts].filter((start) => instructions.has(start)).sort((a, b) => a - b);
  return { blocks: withFlags(cut.map((start) => cutBlock(start, instructions, starts))), calls };
}

function tryDecode(memory: Memory, at: number): Instruction | undefined {
  try {
    return decode(memory, at);
  } catch (error) {
    if (error instanceof Stopped) return undefined;
    throw error;
  }
}

type PlainBlock = Omit<Block, "flagsAfter">;

function cutBlock(start: number, all: ReadonlyMap<number, Instruction>, starts: ReadonlySet<number>): PlainBlock {
  const instructions: Instruction[] = [];
  let at = start;
  for (let next = all.get(at); next !== undefined; next = all.get(at)) {
    instructions.push(next);
    at += next.length;
    if (starts.has(at) || ENDS.has(next.operation)) break;
  }
  return { start, instructions, end: at };
}

/** Adds the flags that may be read after each instruction, by going backwards until nothing changes. */
function withFlags(blocks: readonly PlainBlock[]): readonly Block[] {
  const before = new Map(blocks.map(({ start }) => [start, 0]));
  // What is outside the region may read all.
  const at = (address: number): number => before.get(address) ?? STATUS;
  const flagsAfter = (block: PlainBlock): number[] => {
    const { instructions, end } = block;
    const last = instructions.at(-1)!;
    const target = staticTarget(last);
    let live: number;
    if (last.operation === "j") live = at(target!) | at(end);
    else if (last.operation === "jmp" && target !== undefined) live = at(target);
    else live = ENDS.has(last.operation) ? STATUS : at(end);
    const found = new Array<number>(instructions.length);
    for (let index = instructions.length - 1; index >= 0; index--) {
      found[index] = live;
      live = (live & ~flagsSet(instructions[index]!)) | flagsRead(instructions[index]!);
    }
    if (live !== before.get(block.start)) {
      before.set(block.start, live);
      changed = true;
    }
    return found;
  };
  let changed = true;
  let all: number[][] = [];
  while (changed) {
    changed = false;
    all = blocks.toReversed().map(flagsAfter).reverse();
  }
  return blocks.map((block, index) => ({ ...block, flagsAfter: all[index]! }));
}
