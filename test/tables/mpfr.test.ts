// mpfr's tables: reciprocals, reciprocals of roots, logarithms of bases, packed decimals.

import { describe, expect, test } from "vitest";
import { packed, unpacked } from "./densely-packed.ts";
import { computed, logarithm, sourceOf, squareRoot, table, tables } from "./source.ts";

const mpfr = sourceOf("mpfr", "mpfr-gcc-3");
const BASES = Array.from({ length: 61 }, (_, i) => BigInt(i + 2));

describe.skipIf(mpfr.whyNot !== "")(`mpfr's tables${mpfr.whyNot}`, () => {
  const of = (path: string, name: string): readonly bigint[] => table(mpfr.text(`src/${path}`), name);

  test("reciprocals, and their squares", () => {
    const reciprocals = computed(256, (i) => (2n ** 19n - 3n * 2n ** 8n) / BigInt(256 + i));
    expect(of("invert_limb.h", "invert_limb_table")).toEqual(reciprocals);
    expect(of("invert_limb.h", "invert_limb_table2")).toEqual(reciprocals.map((each) => each * each));
  });

  test("reciprocals of square roots, and their third powers", () => {
    const roots = computed(768, (i) => squareRoot(2n ** 30n / BigInt(257 + i)));
    expect(of("invsqrt_limb.h", "T")).toEqual(roots);
    expect(of("invsqrt_limb.h", "T3")).toEqual(roots.map((each) => each ** 3n));
  });

  test("log2 of each base to 23 bits and its reciprocal to 77, both rounded up", () => {
    const text = mpfr.text("src/get_str.c");
    /** Those for words of 64 bits, the lowest word first; the mantissa is at the top. */
    const words = (name: string): bigint =>
      tables(text, name)[3]!.reduce((sum, word, i) => sum + (word << BigInt(64 * i)), 0n);
    for (const base of BASES) {
      const log = logarithm(base, 200);
      const exponent = log.toString(2).length - 200;
      const exact = (base & (base - 1n)) === 0n;
      const up = (value: bigint, shift: number): bigint => (value >> BigInt(shift)) + (exact ? 0n : 1n);
      const first = up(log, 200 - 23 + exponent);
      expect(words(`mpfr_l2b_${base}_0__tab`), `log2(${base})`).toBe(first << 41n);
      // The divisor is first rounded down to 77 bits, the quotient up.
      const divisor = log >> BigInt(200 - 77 + exponent);
      let quotient = (2n ** 153n + divisor - 1n) / divisor;
      if (quotient.toString(2).length > 77) quotient = (2n ** 152n * 2n + 2n * divisor - 1n) / (2n * divisor);
      if (quotient.toString(2).length > 77) quotient >>= 1n;
      expect(words(`mpfr_l2b_${base}_1__tab`), `1/log2(${base})`).toBe(quotient << 51n);
      expect(text).toMatch(new RegExp(`\\{ 23, 1, +${exponent}, \\(mp_limb_t \\*\\) mpfr_l2b_${base}_0__tab \\}`));
    }
  });

  test("fractions for log(2)/log(b): none is too small, and none too large by more than 2^-13", () => {
    const fractions = of("strtofr.c", "RedInvLog2Table");
    expect(fractions.length).toBe(2 * BASES.length);
    BASES.forEach((base, i) => {
      const [p, q] = [fractions[2 * i]!, fractions[2 * i + 1]!];
      const log = logarithm(base, 200);
      const excess = p * log - (q << 200n);
      const exact = (base & (base - 1n)) === 0n;
      expect(exact ? excess === 0n : excess > 0n, `${base}`).toBe(true);
      expect(excess < (q * log) >> 13n, `${base}`).toBe(true);
      expect(p <= q && q < 65536n).toBe(true);
    });
  });

  test("log(2)/log(b) as doubles", () => {
    const text = mpfr.text("src/mpfr-gmp.c");
    const values = [...text.matchAll(/\/\* +(\d+) \*\/ \{([\d.e]+)\}/g)].map((match) => Number(match[2]));
    expect(values.length).toBe(257);
    expect(values.slice(0, 2)).toEqual([0, 1e37]);
    values.slice(2).forEach((value, i) => expect(Math.abs(value - Math.log(2) / Math.log(i + 2))).toBeLessThan(2e-16));
  });

  test("three decimal digits in ten bits", () => {
    expect(of("get_d64.c", "T")).toEqual(computed(1000, packed));
    for (const file of ["set_d64.c", "set_d128.c"]) expect(of(file, "T")).toEqual(computed(1024, unpacked));
  });
});
