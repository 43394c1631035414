// gmp's tables that no generator among its sources makes: inverses, roots, logarithms, gaps between primes, the first
// state of its random numbers.

import { describe, expect, test } from "vitest";
import { computed, logarithm, primesBelow, sourceOf, squareRoot, table } from "./source.ts";

const gmp = sourceOf("gmp", "gmp-gcc-3");

describe.skipIf(gmp.whyNot !== "")(`gmp's tables${gmp.whyNot}`, () => {
  const of = (path: string, name: string): readonly bigint[] => table(gmp.text(path), name);

  test("inverses of odd numbers modulo 256", () => {
    const inverses = of("mp_minv_tab.c", "binvert_limb_table");
    expect(inverses.map((inverse, i) => (inverse * BigInt(2 * i + 1)) % 256n)).toEqual(computed(128, () => 1));
    expect(inverses.every((inverse) => inverse < 256n)).toBe(true);
  });

  test("1/sqrt of the middle of each interval, 9 bits of it, the first of which is left out", () => {
    expect(of("mpn/generic/sqrtrem.c", "invsqrttab")).toEqual(
      computed(384, (i) => (squareRoot(2n ** 28n / BigInt(2 * (128 + i) + 1)) + 1n) / 2n - 256n),
    );
  });

  test("logarithms and powers for a first guess of a root", () => {
    expect(of("mpn/generic/rootrem.c", "vlog")).toEqual(
      // As its comment counts: from 257 on, less one at the end.
      computed(256, (i) => logarithm(BigInt(257 + i), 8) - 8n * 256n - (i === 255 ? 1n : 0n)),
    );
    expect(of("mpn/generic/rootrem.c", "vexp")).toEqual(
      computed(256, (i) => root256(2n ** BigInt(8 * 256 + i + 1)) - 256n - (i === 255 ? 1n : 0n)),
    );
  });

  test("gaps between the primes from 3 on", () => {
    const gaps = of("mpz/nextprime.c", "primegap");
    const primes = primesBelow(1100).slice(1);
    expect(gaps).toEqual(computed(gaps.length, (i) => primes[i + 1]! - primes[i]!));
    expect(/#define NUMBER_OF_PRIMES (\d+)/.exec(gmp.text("mpz/nextprime.c"))![1]).toBe(String(gaps.length));
  });

  // The code looks whether a quotient from the table is right, and divides where it is not.
  test("quotients by the first bits of two numbers: all within one, nearly all right", () => {
    const off = of("mpn/generic/hgcd2.c", "tab").map(
      (quotient, at) => Number(quotient) - Math.floor((17 + (at >> 5)) / ((at & 31) + 1)),
    );
    expect(off.length).toBe(512);
    expect(off.every((each) => Math.abs(each) <= 1)).toBe(true);
    expect(off.filter((each) => each !== 0).length).toBe(27);
  });

  test("the Mersenne twister's state for the seed 5489", () => {
    const [N, M] = [624, 397];
    const modulus = 2n ** 19937n - 20023n;
    let seed = power(5489n + 2n, 1074888996n, modulus);
    const state = new Uint32Array(N);
    state[0] = seed >> 19936n === 1n ? 0x80000000 : 0;
    seed &= 2n ** 19936n - 1n;
    for (let i = 1; i < N; i++, seed >>= 32n) state[i] = Number(seed & 0xffffffffn);
    for (let round = 0; round < 3; round++)
      for (let k = 0; k < N; k++) {
        const y = (state[k]! & 0x80000000) | (state[(k + 1) % N]! & 0x7fffffff);
        state[k] = state[(k + M) % N]! ^ (y >>> 1) ^ ((y & 1) === 1 ? 0x9908b0df : 0);
      }
    expect(of("rand/randmt.c", "default_state")).toEqual([...state].map(BigInt));
  });
});

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === "1") result = (result * base) % modulus;
  }
  return result;
}

/** The largest number whose 256th power is no larger. */
function root256(value: bigint): bigint {
  let root = value;
  for (let i = 0; i < 8; i++) root = squareRoot(root);
  return root;
}
