// movs, cmps, stos, lods and scas, once or repeated. Intel SDM volume 1, section 7.3.9. A repetition that is stopped in its
// middle leaves rcx, rsi and rdi at what is still to be done, as on the processor.

import { STATUS, subtract } from "./arithmetic.ts";
import type { Instruction, Operand } from "./instruction.ts";
import type { Width } from "./memory.ts";
import type { Processor } from "./processor.ts";
import { DF, RAX, RCX, RDI, RSI, ZF } from "./registers.ts";

export function executeString(processor: Processor, { operation, width, repeat }: Instruction): void {
  const { registers } = processor;
  if (repeat === undefined) return once(processor, operation, width);
  const compares = operation === "cmps" || operation === "scas";
  while (registers.general[RCX] !== 0n) {
    once(processor, operation, width);
    registers.general[RCX]!--;
    if (compares && ((registers.flags & ZF) !== 0) !== (repeat === "rep")) return;
  }
}

const ACCUMULATOR: Operand = { type: "register", number: RAX, high: false };

function once(processor: Processor, operation: string, width: Width): void {
  const { registers, memory } = processor;
  const { general } = registers;
  const step = (registers.flags & DF) !== 0 ? -BigInt(width) : BigInt(width);
  const compare = (a: bigint, b: bigint): void => {
    registers.flags = (registers.flags & ~STATUS) | subtract(a, b, 0n, width).flags;
  };
  switch (operation) {
    case "movs":
      memory.store(general[RDI]!, width, memory.load(general[RSI]!, width));
      break;
    case "cmps":
      compare(memory.load(general[RSI]!, width), memory.load(general[RDI]!, width));
      break;
    case "stos":
      memory.store(general[RDI]!, width, general[RAX]!);
      break;
    case "lods":
      processor.write(ACCUMULATOR, width, memory.load(general[RSI]!, width));
      break;
    case "scas":
      compare(general[RAX]!, memory.load(general[RDI]!, width));
      break;
  }
  if (operation !== "stos" && operation !== "scas") general[RSI]! += step;
  if (operation !== "lods") general[RDI]! += step;
}
