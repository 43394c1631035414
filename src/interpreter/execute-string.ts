// movs, cmps, stos and lods, once or repeated, always upward. Intel SDM volume 1, section 7.3.9. A repetition that is
// stopped in its middle leaves rcx, rsi and rdi at what is still to be done, as on the processor.

import { STATUS, subtract } from "./arithmetic.ts";
import { register, type Instruction } from "./instruction.ts";
import { ADDRESSES } from "./layout.ts";
import { READ, WRITE, type Width } from "./memory.ts";
import type { Processor } from "./processor.ts";
import { RAX, RCX, RDI, RSI, ZF } from "./registers.ts";

export function executeString(processor: Processor, { operation, width, repeat }: Instruction): void {
  const { registers } = processor;
  if (repeat !== true) return once(processor, operation, width);
  if (operation === "movs") moveAtOnce(processor, width);
  while (registers.general[RCX] !== 0n) {
    once(processor, operation, width);
    registers.general[RCX]!--;
    if (operation === "cmps" && (registers.flags & ZF) === 0) return;
  }
}

/** A repeated movs in one go, where all of its memory is there and what it writes is not read again. */
function moveAtOnce({ memory, registers: { general } }: Processor, width: Width): void {
  const [count, from, to] = [general[RCX]!, general[RSI]!, general[RDI]!];
  const length = count * BigInt(width);
  if (count >= BigInt(ADDRESSES) || (from < to && to < from + length)) return;
  const size = Number(length);
  if (memory.allowed(from, size, READ) < size || memory.allowed(to, size, WRITE) < size) return;
  memory.slice(to, size, WRITE).set(memory.slice(from, size, READ));
  general[RCX] = 0n;
  general[RSI] = from + length;
  general[RDI] = to + length;
}

const ACCUMULATOR = register(RAX);

function once(processor: Processor, operation: string, width: Width): void {
  const { registers, memory } = processor;
  const { general } = registers;
  switch (operation) {
    case "movs":
      memory.store(general[RDI]!, width, memory.load(general[RSI]!, width));
      break;
    case "cmps": {
      const { flags } = subtract(memory.load(general[RSI]!, width), memory.load(general[RDI]!, width), 0n, width);
      registers.flags = (registers.flags & ~STATUS) | flags;
      break;
    }
    case "stos":
      memory.store(general[RDI]!, width, general[RAX]!);
      break;
    case "lods":
      processor.write(ACCUMULATOR, width, memory.load(general[RSI]!, width));
      break;
  }
  if (operation !== "stos") general[RSI]! += BigInt(width);
  if (operation !== "lods") general[RDI]! += BigInt(width);
}
