// What the instructions on xmm registers do: their pages in Intel SDM volume 2, and of NaNs volume 1, section 4.8.3.5.
// MXCSR is as at a program's start: rounding to nearest, all exceptions masked; the numbers of JavaScript do the same.

import { STATUS, signed } from "./arithmetic.ts";
import type { Instruction, Operand } from "./instruction.ts";
import type { Processor } from "./processor.ts";
import { CF, PF, ZF } from "./registers.ts";

const view = new DataView(new ArrayBuffer(8));

/** A number from its bits; a NaN loses its payload, and is asked for by isNaNBits before. */
function toNumber(bits: bigint, width: 4 | 8): number {
  if (width === 4) view.setUint32(0, Number(bits));
  else view.setBigUint64(0, bits);
  return width === 4 ? view.getFloat32(0) : view.getFloat64(0);
}

/** The bits of a number, rounded to it; those of a NaN that comes of numbers alone are the "real indefinite". */
function toBits(value: number, width: 4 | 8): bigint {
  if (Number.isNaN(value)) return width === 4 ? 0xffc0_0000n : 0xfff8_0000_0000_0000n;
  if (width === 4) view.setFloat32(0, value);
  else view.setFloat64(0, value);
  return width === 4 ? BigInt(view.getUint32(0)) : view.getBigUint64(0);
}

/** Bits that follow from the format: where the exponent is, and what makes a NaN quiet. */
const FORMAT = {
  4: { infinity: 0x7f80_0000n, quiet: 0x40_0000n, sign: 0x8000_0000n },
  8: { infinity: 0x7ff0_0000_0000_0000n, quiet: 0x8_0000_0000_0000n, sign: 0x8000_0000_0000_0000n },
} as const;

const isNaNBits = (bits: bigint, width: 4 | 8): boolean => (bits & ~FORMAT[width].sign) > FORMAT[width].infinity;
const quiet = (bits: bigint, width: 4 | 8): bigint => bits | FORMAT[width].quiet;

export function executeSse(processor: Processor, instruction: Instruction): void {
  const { xmm } = processor.registers;
  const { operation, operands } = instruction;
  const [to, from] = operands as readonly [Operand, Operand];
  const width = instruction.width as 4 | 8;
  /** The low part of the destination, which for most is also the first operand. */
  const setLow = (bits: bigint, size: 4 | 8): void => {
    const at = (to as { readonly number: number }).number * 2;
    xmm[at] = size === 8 ? bits : (xmm[at]! & ~0xffff_ffffn) | bits;
  };
  const setAll = (low: bigint, above: bigint): void => {
    const at = (to as { readonly number: number }).number * 2;
    xmm[at] = low;
    xmm[at + 1] = above;
  };
  /** The high half of a register. */
  const high = (operand: Operand): bigint => xmm[(operand as { readonly number: number }).number * 2 + 1]!;
  const read = (operand: Operand, size: 4 | 8): bigint => processor.read(operand, size);

  switch (operation) {
    // Between registers the rest stays; from memory it becomes zero.
    case "movs-xmm": {
      const bits = read(from, width);
      if (to.type === "memory") return processor.write(to, width, bits);
      return from.type === "memory" ? setAll(bits, 0n) : setLow(bits, width);
    }
    case "movd": {
      const bits = read(from, width);
      return to.type === "xmm" ? setAll(bits, 0n) : processor.write(to, width, bits);
    }
    case "movaps":
      return setAll(read(from, 8), high(from));
    case "unpcklps": {
      const [a, b] = [read(to, 8), read(from, 8)];
      return setAll((a & 0xffff_ffffn) | ((b & 0xffff_ffffn) << 32n), (a >> 32n) | ((b >> 32n) << 32n));
    }
    case "unpcklpd":
      return setAll(read(to, 8), read(from, 8));
    case "adds":
    case "subs":
    case "muls":
    case "divs":
      return setLow(arithmetic(operation, read(to, width), read(from, width), width), width);
    case "comis": {
      const [a, b] = [toNumber(read(to, width), width), toNumber(read(from, width), width)];
      const flags = a > b ? 0 : a < b ? CF : a === b ? ZF : ZF | PF | CF;
      processor.registers.flags = (processor.registers.flags & ~STATUS) | flags;
      return;
    }
    case "cvtsi2s":
      return setLow(fromInteger(processor.readSigned(from, instruction.from!), width), width);
    case "cvtts2si": {
      const value = toNumber(read(from, instruction.from as 4 | 8), instruction.from as 4 | 8);
      const most = 2 ** (width * 8 - 1);
      // What has no room, and NaN, is the "integer indefinite".
      const fits = Math.trunc(value) < most && Math.trunc(value) >= -most;
      return processor.write(to, width, fits ? BigInt(Math.trunc(value)) : -1n << BigInt(width * 8 - 1));
    }
    case "cvtps2pd": {
      const both = read(from, 8);
      return setAll(widen(both & 0xffff_ffffn), widen(both >> 32n));
    }
    case "cvtpd2ps":
      return setAll(narrow(read(from, 8)) | (narrow(high(from)) << 32n), 0n);
    default:
      throw new Error(`our bug: ${operation} is decoded and not executed`);
  }
}

/** A NaN goes through, made quiet: the first operand's before the second's. */
function arithmetic(operation: string, a: bigint, b: bigint, width: 4 | 8): bigint {
  if (isNaNBits(a, width)) return quiet(a, width);
  if (isNaNBits(b, width)) return quiet(b, width);
  const [x, y] = [toNumber(a, width), toNumber(b, width)];
  // Of floats the sum and the others are right when rounded twice, as a double has more than twice their bits.
  switch (operation) {
    case "adds":
      return toBits(x + y, width);
    case "subs":
      return toBits(x - y, width);
    case "muls":
      return toBits(x * y, width);
    default:
      return toBits(x / y, width);
  }
}

/** Rounded once: a whole number of 64 bits has more than a double, so for a float the rest is kept as a last bit. */
function fromInteger(value: bigint, width: 4 | 8): bigint {
  if (width === 8) return toBits(Number(value), 8);
  const size = value < 0n ? -value : value;
  const short = size < 1n << 53n ? size : ((size >> 16n) | ((size & 0xffffn) === 0n ? 0n : 1n)) << 16n;
  return toBits(Number(signed(value < 0n ? -short : short, 8)), 4);
}

function widen(bits: bigint): bigint {
  if (!isNaNBits(bits, 4)) return toBits(toNumber(bits, 4), 8);
  return ((bits & 0x8000_0000n) << 32n) | FORMAT[8].infinity | ((quiet(bits, 4) & 0x7f_ffffn) << 29n);
}

function narrow(bits: bigint): bigint {
  if (!isNaNBits(bits, 8)) return toBits(toNumber(bits, 8), 4);
  return ((bits >> 32n) & 0x8000_0000n) | FORMAT[4].infinity | ((quiet(bits, 8) >> 29n) & 0x7f_ffffn);
}
