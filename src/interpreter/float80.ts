// Numbers of the x87 in 80 bits, and those of 64 and 32 that they are converted from and to, computed exactly by whole
// numbers and rounded once. Pure. Intel SDM volume 1, sections 4.2.2, 4.8 and 8.1.5. Exceptions are all masked, and not
// recorded: no program here looks at them. Must never go through the numbers of JavaScript.

export interface Float80 {
  readonly negative: boolean;
  /** Biased by 16383; 32767 for infinities and NaNs. */
  readonly exponent: number;
  /** 64 bits, the first of which is before the point. */
  readonly significand: bigint;
}

/** The rounding control of the control word: to nearest and even, down, up, towards zero. */
export type Rounding = 0 | 1 | 2 | 3;

/** A binary format: bits of precision, bias of the exponent. */
interface Format {
  readonly precision: number;
  readonly bias: number;
}

const EXTENDED: Format = { precision: 64, bias: 16383 };
const DOUBLE: Format = { precision: 53, bias: 1023 };
const SINGLE: Format = { precision: 24, bias: 127 };

const TOP = 1n << 63n;
const QUIET = 1n << 62n;
const INFINITE = 32767;

/** What an invalid operation gives: "real indefinite", table 4-3. */
export const INDEFINITE: Float80 = { negative: true, exponent: INFINITE, significand: TOP | QUIET };

/** A finite number exactly: significand times two to the exponent. */
interface Exact {
  readonly negative: boolean;
  readonly significand: bigint;
  readonly exponent: number;
}

const exact = ({ negative, exponent, significand }: Float80): Exact => ({
  negative,
  significand,
  exponent: Math.max(exponent, 1) - EXTENDED.bias - 63,
});

/** Encodings that the processor does not take: without the first bit, but not small enough for that. */
const isUnsupported = (a: Float80): boolean => a.exponent !== 0 && (a.significand & TOP) === 0n;
const isNaN80 = (a: Float80): boolean => a.exponent === INFINITE && (a.significand & ~TOP) !== 0n;
const isInfinite = (a: Float80): boolean => a.exponent === INFINITE && a.significand === TOP;
const isZero = (a: Float80): boolean => a.significand === 0n && a.exponent === 0;
const infinity = (negative: boolean): Float80 => ({ negative, exponent: INFINITE, significand: TOP });
const zero = (negative: boolean): Float80 => ({ negative, exponent: 0, significand: 0n });
const quiet = (a: Float80): Float80 => ({ ...a, significand: a.significand | QUIET });

/** Of two operands of which one or both are NaN: the one with the larger significand, made quiet. Table 4-7. */
function nan(a: Float80, b: Float80): Float80 {
  if (isUnsupported(a) || isUnsupported(b)) return INDEFINITE;
  if (!isNaN80(b)) return quiet(a);
  if (!isNaN80(a)) return quiet(b);
  const [x, y] = [a.significand & ~QUIET, b.significand & ~QUIET];
  // A signalling and a quiet one: the quiet one. Else the larger; of equal ones the positive.
  const quietA = (a.significand & QUIET) !== 0n;
  if (quietA !== ((b.significand & QUIET) !== 0n)) return quietA ? a : b;
  if (x !== y) return quiet(x > y ? a : b);
  return quiet(a.negative ? b : a);
}

const needsNaN = (a: Float80, b: Float80): boolean => isNaN80(a) || isNaN80(b) || isUnsupported(a) || isUnsupported(b);

export function add(a: Float80, b: Float80, rounding: Rounding): Float80 {
  if (needsNaN(a, b)) return nan(a, b);
  if (isInfinite(a) || isInfinite(b)) {
    if (isInfinite(a) && isInfinite(b) && a.negative !== b.negative) return INDEFINITE;
    return isInfinite(a) ? a : b;
  }
  const [x, y] = [exact(a), exact(b)];
  const exponent = Math.min(x.exponent, y.exponent);
  const whole = (each: Exact): bigint =>
    (each.negative ? -each.significand : each.significand) << BigInt(each.exponent - exponent);
  const sum = whole(x) + whole(y);
  // Equal signs keep theirs; a difference that is nothing is negative only when rounding down.
  if (sum === 0n) return zero(a.negative === b.negative ? a.negative : rounding === 1);
  return round({ negative: sum < 0n, significand: sum < 0n ? -sum : sum, exponent }, EXTENDED, rounding);
}

export function subtract(a: Float80, b: Float80, rounding: Rounding): Float80 {
  return needsNaN(a, b) ? nan(a, b) : add(a, negate(b), rounding);
}

export function multiply(a: Float80, b: Float80, rounding: Rounding): Float80 {
  if (needsNaN(a, b)) return nan(a, b);
  const negative = a.negative !== b.negative;
  if (isInfinite(a) || isInfinite(b)) return isZero(a) || isZero(b) ? INDEFINITE : infinity(negative);
  const [x, y] = [exact(a), exact(b)];
  const significand = x.significand * y.significand;
  return round({ negative, significand, exponent: x.exponent + y.exponent }, EXTENDED, rounding);
}

export function divide(a: Float80, b: Float80, rounding: Rounding): Float80 {
  if (needsNaN(a, b)) return nan(a, b);
  const negative = a.negative !== b.negative;
  if (isInfinite(a)) return isInfinite(b) ? INDEFINITE : infinity(negative);
  if (isInfinite(b)) return zero(negative);
  if (isZero(b)) return isZero(a) ? INDEFINITE : infinity(negative);
  const [x, y] = [exact(a), exact(b)];
  // More bits than are kept; the last one stands for all that is left.
  const more = 130;
  const dividend = x.significand << BigInt(more);
  const quotient = dividend / y.significand;
  const rest = dividend % y.significand === 0n ? 0n : 1n;
  const significand = (quotient << 1n) | rest;
  return round({ negative, significand, exponent: x.exponent - y.exponent - more - 1 }, EXTENDED, rounding);
}

/** What is left of a signalling NaN when it is converted. */
export function quieted(a: Float80): Float80 {
  return isNaN80(a) ? quiet(a) : a;
}

export function negate(a: Float80): Float80 {
  return { ...a, negative: !a.negative };
}

/** -1, 0 or 1; undefined when there is no order. */
export function compare(a: Float80, b: Float80): -1 | 0 | 1 | undefined {
  if (needsNaN(a, b)) return undefined;
  const key = (each: Float80): bigint => {
    // A pseudo-denormal has the exponent 0 and the value of 1.
    const exponent = each.exponent === 0 && each.significand >= TOP ? 1 : each.exponent;
    const size = (BigInt(exponent) << 64n) | each.significand;
    return each.negative ? -size : size;
  };
  const [x, y] = [key(a), key(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

const length = (value: bigint): number => (value === 0n ? 0 : value.toString(16).length * 4 - leading(value));
const leading = (value: bigint): number => Math.clz32(Number.parseInt(value.toString(16)[0]!, 16)) - 28;

/**
 * Rounds once, to the precision that there is at the number's size: less below the smallest normal one. The exponent that
 * it gives has the format's bias, the significand its first bit: of EXTENDED, that is a Float80.
 */
function round({ negative, significand, exponent }: Exact, format: Format, rounding: Rounding): Float80 {
  if (significand === 0n) return { negative, exponent: 0, significand: 0n };
  const least = 1 - format.bias - (format.precision - 1);
  const last = Math.max(exponent + length(significand) - format.precision, least);
  let kept = roundShift(significand, last - exponent, negative, rounding);
  let at = last;
  if (length(kept) > format.precision) {
    kept >>= 1n;
    at++;
  }
  const normal = length(kept) === format.precision;
  const biased = normal ? at + format.precision - 1 + format.bias : 0;
  const most = 2 * format.bias;
  if (biased <= most) return { negative, exponent: biased, significand: kept };
  // Too large: infinity, or the largest number where rounding goes the other way.
  const away = rounding === 0 || rounding === (negative ? 1 : 2);
  const one = 1n << BigInt(format.precision - 1);
  return away
    ? { negative, exponent: most + 1, significand: one }
    : { negative, exponent: most, significand: 2n * one - 1n };
}

/** value / 2^bits, rounded; a negative count multiplies. */
function roundShift(value: bigint, count: number, negative: boolean, rounding: Rounding): bigint {
  if (count <= 0) return value << BigInt(-count);
  const kept = value >> BigInt(count);
  const rest = value - (kept << BigInt(count));
  if (rest === 0n) return kept;
  const half = 1n << BigInt(count - 1);
  const up =
    rounding === 0
      ? rest > half || (rest === half && (kept & 1n) === 1n)
      : rounding === 3
        ? false
        : negative === (rounding === 1);
  return up ? kept + 1n : kept;
}

/** Any whole number, exactly: those of 64 bits fit. */
export function fromInteger(value: bigint): Float80 {
  const size = value < 0n ? -value : value;
  return round({ negative: value < 0n, significand: size, exponent: 0 }, EXTENDED, 0);
}

/** A signed whole number of 64 bits; the smallest one for all that is none. SDM volume 2, FIST. */
export function toInteger(a: Float80, rounding: Rounding): bigint {
  const indefinite = -1n << 63n;
  if (a.exponent === INFINITE || isUnsupported(a)) return indefinite;
  const { negative, significand, exponent } = exact(a);
  if (exponent > 64) return significand === 0n ? 0n : indefinite;
  const size = roundShift(significand, -exponent, negative, rounding);
  const value = negative ? -size : size;
  return BigInt.asIntN(64, value) === value ? value : indefinite;
}

const formatOf = (width: 4 | 8): Format => (width === 4 ? SINGLE : DOUBLE);

/** From the bits of a number of 4 or 8 bytes, exactly; a signalling NaN stays one. */
export function fromBits(bits: bigint, width: 4 | 8): Float80 {
  const { precision, bias } = formatOf(width);
  const fraction = BigInt.asUintN(precision - 1, bits);
  const exponent = Number(BigInt.asUintN(width * 8 - precision, bits >> BigInt(precision - 1)));
  const negative = bits >> BigInt(width * 8 - 1) === 1n;
  const shifted = fraction << BigInt(64 - precision);
  if (exponent === 2 * bias + 1) return { negative, exponent: INFINITE, significand: TOP | shifted };
  const significand = exponent === 0 ? fraction : fraction | (1n << BigInt(precision - 1));
  const last = Math.max(exponent, 1) - bias - (precision - 1);
  return round({ negative, significand, exponent: last }, EXTENDED, 0);
}

/** To the bits of a number of 4 or 8 bytes, rounded. */
export function toBits(a: Float80, width: 4 | 8, rounding: Rounding): bigint {
  const format = formatOf(width);
  const fractionBits = BigInt(format.precision - 1);
  const pack = (negative: boolean, exponent: number, fraction: bigint): bigint =>
    (negative ? 1n << BigInt(width * 8 - 1) : 0n) |
    (BigInt(exponent) << fractionBits) |
    BigInt.asUintN(format.precision - 1, fraction);
  const most = 2 * format.bias + 1;
  if (isUnsupported(a)) return pack(true, most, 1n << (fractionBits - 1n));
  if (isNaN80(a)) return pack(a.negative, most, (a.significand | QUIET) >> BigInt(64 - format.precision));
  if (isInfinite(a)) return pack(a.negative, most, 0n);
  const { negative, exponent, significand } = round(exact(a), format, rounding);
  return pack(negative, exponent, significand);
}

/** From the ten bytes in memory: 64 bits of significand, then sign and exponent. */
export function fromMemory(significand: bigint, signAndExponent: bigint): Float80 {
  return { negative: signAndExponent >> 15n === 1n, exponent: Number(signAndExponent & 0x7fffn), significand };
}
