// What an instruction works on: memory, registers and the x87, and how operands name places in them. Must never know what
// an instruction does with them.

import { signed, unsigned } from "./arithmetic.ts";
import type { Address, Operand } from "./instruction.ts";
import type { Memory, Width } from "./memory.ts";
import { Registers, RSP } from "./registers.ts";
import { X87 } from "./x87.ts";

export class Processor {
  readonly memory: Memory;
  readonly registers: Registers;
  readonly x87: X87 = new X87();
  /** Where the segment fs begins. */
  fs = 0n;

  constructor(memory: Memory) {
    this.memory = memory;
    this.registers = new Registers(memory.whole.buffer);
  }

  address({ base, index, scale, displacement, fs }: Address): bigint {
    const { general } = this.registers;
    let sum = fs ? this.fs + displacement : displacement;
    if (base !== undefined) sum += general[base]!;
    if (index !== undefined) sum += general[index]! * BigInt(scale);
    return BigInt.asUintN(64, sum);
  }

  /** An operand's value, unsigned. */
  read(operand: Operand, width: Width): bigint {
    switch (operand.type) {
      case "register": {
        const value = this.registers.general[operand.number]!;
        return unsigned(operand.high ? value >> 8n : value, width);
      }
      case "memory":
        return this.memory.load(this.address(operand), width);
      case "immediate":
        return unsigned(operand.value, width);
      case "xmm":
        return unsigned(this.registers.xmm[operand.number * 2]!, width);
      case "x87":
        throw new Error("our bug: a register of the x87 is read as a whole number");
    }
  }

  readSigned(operand: Operand, width: Width): bigint {
    return signed(this.read(operand, width), width);
  }

  /** Four bytes clear the upper half of a general register; fewer leave the rest. SDM volume 1, section 3.4.1.1. */
  write(operand: Operand, width: Width, value: bigint): void {
    if (operand.type === "memory") this.memory.store(this.address(operand), width, value);
    else if (operand.type === "register") {
      const { general } = this.registers;
      const old = general[operand.number]!;
      const low = unsigned(value, width);
      if (operand.high) general[operand.number] = (old & ~0xff00n) | (low << 8n);
      else if (width >= 4) general[operand.number] = low;
      else general[operand.number] = old - unsigned(old, width) + low;
    } else throw new Error(`our bug: an operand of type ${operand.type} is written as a whole number`);
  }

  push(value: bigint): void {
    const { general } = this.registers;
    const to = BigInt.asUintN(64, general[RSP]! - 8n);
    this.memory.store(to, 8, value);
    general[RSP] = to;
  }

  pop(): bigint {
    const { general } = this.registers;
    const value = this.memory.load(general[RSP]!, 8);
    general[RSP] = BigInt.asUintN(64, general[RSP]! + 8n);
    return value;
  }
}
