// Whole numbers as the processor computes them: a result of 1, 2, 4 or 8 bytes and the status flags. Pure. Intel SDM
// volume 1, section 3.4.3.1, and the instructions' own pages in volume 2. What the manual leaves undefined is left as it
// is on the processors that were compared with (test/interpreter): it is named there.

import type { Width } from "./memory.ts";
import { CF, OF, PF, SF, ZF } from "./registers.ts";

export interface Result {
  readonly value: bigint;
  readonly flags: number;
}

/** The status flags that arithmetic sets. */
export const STATUS = CF | PF | ZF | SF | OF;

export const bits = (width: Width): bigint => BigInt(8 * width);
export const unsigned = (value: bigint, width: Width): bigint => BigInt.asUintN(8 * width, value);
export const signed = (value: bigint, width: Width): bigint => BigInt.asIntN(8 * width, value);

/** Zero, sign and parity (of the low byte alone). */
function valueFlags(value: bigint, width: Width): number {
  let parity = Number(value & 0xffn);
  parity ^= parity >> 4;
  parity ^= parity >> 2;
  parity ^= parity >> 1;
  return (
    ((parity & 1) === 0 ? PF : 0) | (unsigned(value, width) === 0n ? ZF : 0) | (signed(value, width) < 0n ? SF : 0)
  );
}

/** A sum with the carry that comes in. */
export function add(a: bigint, b: bigint, carry: bigint, width: Width): Result {
  const value = unsigned(a + b + carry, width);
  const carried = unsigned(a, width) + unsigned(b, width) + carry !== value;
  const overflowed = signed(a, width) + signed(b, width) + carry !== signed(value, width);
  return { value, flags: valueFlags(value, width) | (carried ? CF : 0) | (overflowed ? OF : 0) };
}

/** A difference less the borrow that comes in. */
export function subtract(a: bigint, b: bigint, borrow: bigint, width: Width): Result {
  const value = unsigned(a - b - borrow, width);
  const borrowed = unsigned(a, width) - unsigned(b, width) - borrow !== value;
  const overflowed = signed(a, width) - signed(b, width) - borrow !== signed(value, width);
  return { value, flags: valueFlags(value, width) | (borrowed ? CF : 0) | (overflowed ? OF : 0) };
}

/** The result of and, or, xor, test: carry and overflow are 0. */
export function logical(value: bigint, width: Width): Result {
  return { value: unsigned(value, width), flags: valueFlags(value, width) };
}

/** The low half of a signed product; carry and overflow when it is not all. Sign, zero and parity are undefined. */
export function multiply(a: bigint, b: bigint, width: Width): Result {
  const product = signed(a, width) * signed(b, width);
  const value = unsigned(product, width);
  const lost = product !== signed(value, width);
  return { value, flags: valueFlags(value, width) | (lost ? CF | OF : 0) };
}

/**
 * shl, shr, sar: by the count's low 5 bits, 6 for operands of 8 bytes. A count of 0 changes no flag. Overflow is defined
 * for a count of 1 only.
 */
export function shift(operation: string, operand: bigint, count: bigint, { width, flags }: ShiftContext): Result {
  const by = count & (width === 8 ? 63n : 31n);
  const size = bits(width);
  const a = unsigned(operand, width);
  if (by === 0n) return { value: a, flags };
  const top = size - 1n;
  const bit = (value: bigint, place: bigint): bigint => (value >> place) & 1n;
  const result = (value: bigint, carry: bigint, overflow: bigint): Result => ({
    value: unsigned(value, width),
    flags: (flags & ~STATUS) | valueFlags(value, width) | (carry === 1n ? CF : 0) | (overflow === 1n ? OF : 0),
  });
  switch (operation) {
    case "shl": {
      const value = a << by;
      return result(value, bit(value, size), bit(value, top) ^ bit(value, size));
    }
    case "shr":
      return result(a >> by, bit(a, by - 1n), bit(a, top));
    case "sar":
      return result(signed(a, width) >> by, bit(signed(a, width), by - 1n), 0n);
    default:
      throw new Error(`our bug: ${operation} is no shift`);
  }
}

export interface ShiftContext {
  readonly width: Width;
  /** As they were before. */
  readonly flags: number;
}
