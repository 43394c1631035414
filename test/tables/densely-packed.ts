// Densely packed decimal (IEEE 754-2008, table 3.3): three decimal digits in ten bits. Written from the standard's table
// of cases, not from any list of numbers.

/** The ten bits of a number below 1000. */
export function packed(value: number): number {
  const digits = [Math.floor(value / 100), Math.floor(value / 10) % 10, value % 10];
  const [a, b, c] = digits as [number, number, number];
  const large = digits.map((digit) => (digit > 7 ? "1" : "0")).join("");
  /** The low three bits of a small digit, or the low bit of a large one. */
  const [high, middle, low] = [a & 7, b & 7, c & 7];
  const bit = (digit: number): number => digit & 1;
  const pair = (digit: number): number => (digit >> 1) & 3;
  switch (large) {
    case "000":
      return (high << 7) | (middle << 4) | low;
    case "001":
      return (high << 7) | (middle << 4) | 0b1000 | bit(c);
    case "010":
      return (high << 7) | (pair(c) << 5) | (bit(b) << 4) | 0b1010 | bit(c);
    case "100":
      return (pair(c) << 8) | (bit(a) << 7) | (middle << 4) | 0b1100 | bit(c);
    case "110":
      return (pair(c) << 8) | (bit(a) << 7) | (bit(b) << 4) | 0b0001110 | bit(c);
    case "101":
      return (pair(b) << 8) | (bit(a) << 7) | 0b0100000 | (bit(b) << 4) | 0b1110 | bit(c);
    case "011":
      return (high << 7) | 0b1000000 | (bit(b) << 4) | 0b1110 | bit(c);
    default:
      return (bit(a) << 7) | 0b1100000 | (bit(b) << 4) | 0b1110 | bit(c);
  }
}

/** The number that ten bits hold; of the 24 that no number packs to, the two bits that are not looked at count as 0. */
export function unpacked(bits: number): number {
  const plain = (bits & 0b1101110) === 0b1101110 ? bits & 0b0011111111 : bits;
  return NUMBERS.get(plain)!;
}

const NUMBERS = new Map(Array.from({ length: 1000 }, (_, value) => [packed(value), value]));

/** A number below 1000 as three digits of four bits each. */
export function digitsInFours(value: number): number {
  return (Math.floor(value / 100) << 8) | ((Math.floor(value / 10) % 10) << 4) | (value % 10);
}
