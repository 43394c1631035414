// Tables in gcc's sources that programs made: primes, checksums, packed decimals, powers of five and ten, the fixed
// codes of compressed data. Of gcc 9 and gcc 13.

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { scratchDirectory } from "../scratch.ts";
import { digitsInFours, packed, unpacked } from "./densely-packed.ts";
import { computed, sourceOf, table, type Source } from "./source.ts";

const hasGcc = spawnSync("gcc", ["--version"]).status === 0;
const gcc13 = sourceOf("gcc-13", "gcc-13-1");
const directory = scratchDirectory();

describe.each([
  ["gcc 9", sourceOf("gcc-9")],
  ["gcc 13", gcc13],
])("%s's tables", (version, source: Source) => {
  const of = (path: string, name: string): readonly bigint[] => table(source.text(path), name);
  const skipped = source.whyNot !== "";

  test.skipIf(skipped)(`libiberty's CRC-32, highest bit first${source.whyNot}`, () => {
    expect(of("libiberty/crc32.c", "crc32_table")).toEqual(
      computed(256, (byte) => {
        let value = byte << 24;
        for (let i = 0; i < 8; i++) value = (value << 1) ^ (value < 0 ? 0x04c11db7 : 0);
        return value >>> 0;
      }),
    );
  });

  test.skipIf(skipped)(`libbacktrace's CRC-32, lowest bit first${source.whyNot}`, () => {
    expect(of("libbacktrace/elf.c", "crc32_table")).toEqual(
      computed(256, (byte) => {
        let value = byte;
        for (let i = 0; i < 8; i++) value = (value >>> 1) ^ ((value & 1) === 1 ? 0xedb88320 : 0);
        return value >>> 0;
      }),
    );
  });

  test.skipIf(skipped || !hasGcc)(
    `libbacktrace's fixed codes, by the programs among its code${source.whyNot}${hasGcc ? "" : " (skipped: there is no gcc here)"}`,
    () => {
      const text = source.text("libbacktrace/elf.c");
      for (const [define, names] of [
        ["BACKTRACE_GENERATE_FIXED_HUFFMAN_TABLE", ["elf_zlib_default_table", "elf_zlib_default_dist_table"]],
        ["BACKTRACE_GENERATE_ZSTD_FSE_TABLES", ["elf_zstd_lit_table", "elf_zstd_match_table", "elf_zstd_offset_table"]],
      ] as const) {
        if (!text.includes(define)) {
          expect(version).toBe("gcc 9");
          continue;
        }
        const made = generated(source, define);
        for (const name of names) expect(table(made, name)).toEqual(table(text, name));
      }
    },
  );

  test.skipIf(skipped)(
    `libstdc++'s primes for hash tables: primes, ascending, to the last below 2^64${source.whyNot}`,
    () => {
      const primes = of("libstdc++-v3/src/shared/hashtable-aux.cc", "__prime_list");
      expect(primes.length).toBeGreaterThan(300);
      expect(primes.every(isPrime)).toBe(true);
      // The last stands twice, a sentinel; so does that of machines with words of 32 bits.
      const distinct = [...new Set(primes)];
      expect(primes.length - distinct.length).toBe(2);
      distinct.slice(1).forEach((prime, i) => expect(prime > distinct[i]!).toBe(true));
      const last = primes.at(-1)!;
      expect(last < 2n ** 64n).toBe(true);
      for (let n = last + 1n; n < 2n ** 64n; n++) expect(isPrime(n)).toBe(false);
    },
  );

  test.skipIf(skipped)(`libdecnumber's packed decimals${source.whyNot}`, () => {
    const dec = (name: string): readonly bigint[] => of("libdecnumber/decDPD.h", name);
    const asText = (value: number): readonly number[] => [
      Math.floor(value / 100),
      Math.floor(value / 10) % 10,
      value % 10,
    ];
    /** Digits, then how many there are before leading zeros go. */
    const counted = (value: number): number => (value === 0 ? 0 : String(value).length);
    expect(dec("BIN2DPD")).toEqual(computed(1000, packed));
    expect(dec("DPD2BIN")).toEqual(computed(1024, unpacked));
    expect(dec("DPD2BINK")).toEqual(computed(1024, (bits) => unpacked(bits) * 1000));
    expect(dec("DPD2BINM")).toEqual(computed(1024, (bits) => unpacked(bits) * 1_000_000));
    expect(dec("DPD2BCD")).toEqual(computed(1024, (bits) => digitsInFours(unpacked(bits))));
    const fours = dec("BCD2DPD");
    expect(fours.length).toBe(2458);
    fours.forEach((bits, bcd) => {
      const digits = [bcd >> 8, (bcd >> 4) & 15, bcd & 15];
      const valid = digits.every((digit) => digit < 10);
      expect(bits).toBe(BigInt(valid ? packed(Number(digits.join(""))) : 0));
    });
    expect(dec("DPD2BCD8")).toEqual(
      computed(4096, (i) => (i % 4 === 3 ? counted(unpacked(i >> 2)) : asText(unpacked(i >> 2))[i % 4]!)),
    );
    expect(dec("BIN2BCD8")).toEqual(computed(4000, (i) => (i % 4 === 3 ? counted(i >> 2) : asText(i >> 2)[i % 4]!)));
    // Characters: a count, then three of them.
    const characters = characterTable(source.text("libdecnumber/decDPD.h"), "BIN2CHAR");
    expect(characters).toEqual(
      Array.from({ length: 4000 }, (_, i) =>
        i % 4 === 0 ? counted(i >> 2) : 48 + asText(i >> 2)[(i % 4) - 1]!,
      ).concat(0),
    );
  });
});

describe.skipIf(gcc13.whyNot !== "")(`ryu's tables in libstdc++${gcc13.whyNot}`, () => {
  const ryu = (file: string, name: string): readonly bigint[] =>
    table(gcc13.text(`libstdc++-v3/src/c++17/ryu/${file}`), name);
  const parts = (value: bigint, count: number): readonly bigint[] =>
    Array.from({ length: count }, (_, i) => (value >> BigInt(64 * i)) & (2n ** 64n - 1n));
  const bitsOf = (value: bigint): number => value.toString(2).length;

  /** floor(5^i * 2^?), of so many bits. */
  const power = (i: number, bits: number): bigint => {
    const five = 5n ** BigInt(i);
    const shift = bitsOf(five) - bits;
    return shift >= 0 ? five >> BigInt(shift) : five << BigInt(-shift);
  };
  /** 2^? / 5^i rounded up, of so many bits. */
  const inverse = (i: number, bits: number): bigint => {
    const five = 5n ** BigInt(i);
    return 2n ** BigInt(bitsOf(five) - 1 + bits) / five + 1n;
  };

  test("doubles: powers of five and their inverses", () => {
    const file = "d2s_full_table.h";
    expect(ryu(file, "DOUBLE_POW5_SPLIT")).toEqual(
      Array.from({ length: 326 }, (_, i) => parts(power(i, 125), 2)).flat(),
    );
    expect(ryu(file, "DOUBLE_POW5_INV_SPLIT")).toEqual(
      Array.from({ length: 342 }, (_, i) => parts(inverse(i, 125), 2)).flat(),
    );
  });

  test("doubles with a fixed number of digits: powers of ten, nine digits at a time", () => {
    const file = "d2fixed_full_table.h";
    const nine = (10n ** 9n) << 136n;
    const offsets = ryu(file, "POW10_OFFSET").map(Number);
    const split = ryu(file, "POW10_SPLIT");
    expect(split.length).toBe(3 * 1224);
    for (let index = 0; index < 64; index++) {
      const end = index === 63 ? 1224 : offsets[index + 1]!;
      for (let at = offsets[index]!; at < end; at++) {
        const value = (2n ** BigInt(16 * index + 120) / 10n ** BigInt(9 * (at - offsets[index]!)) + 1n) % nine;
        expect(split.slice(3 * at, 3 * at + 3), `${index} ${at}`).toEqual(parts(value, 3));
      }
    }
    const offsets2 = ryu(file, "POW10_OFFSET_2").map(Number);
    const first = ryu(file, "MIN_BLOCK_2").map(Number);
    const split2 = ryu(file, "POW10_SPLIT_2");
    expect(split2.length).toBe(3 * 3133);
    for (let index = 0; index < 69; index++) {
      const end = index === 68 ? 3133 : offsets2[index + 1]!;
      for (let at = offsets2[index]!; at < end; at++) {
        const block = first[index]! + at - offsets2[index]!;
        const shift = 120 - 16 * index;
        const ten = 10n ** BigInt(9 * (block + 1));
        const value = (shift >= 0 ? ten << BigInt(shift) : ten >> BigInt(-shift)) % nine;
        expect(split2.slice(3 * at, 3 * at + 3), `${index} ${at}`).toEqual(parts(value, 3));
      }
    }
  });

  test("numbers of 128 bits: each 56th power, and how far the others are off", () => {
    const file = "generic_128.h";
    expect(ryu(file, "GENERIC_POW5_TABLE")).toEqual(
      Array.from({ length: 56 }, (_, i) => parts(5n ** BigInt(i), 2)).flat(),
    );
    expect(ryu(file, "GENERIC_POW5_SPLIT")).toEqual(
      Array.from({ length: 89 }, (_, i) => parts(power(56 * i, 249), 4)).flat(),
    );
    // Rounded down here: the code adds the one.
    expect(ryu(file, "GENERIC_POW5_INV_SPLIT")).toEqual(
      Array.from({ length: 89 }, (_, i) => parts(inverse(56 * i, 249) - 1n, 4)).flat(),
    );
    const text = gcc13.text(`libstdc++-v3/src/c++17/ryu/${file}`);
    const [powers, inverses] = ["POW5_ERRORS", "POW5_INV_ERRORS"].map((name) => {
      const words = table(text, name);
      return Array.from({ length: 32 * words.length }, (_, i) => (words[i >> 5]! >> BigInt(2 * (i & 31))) & 3n);
    });
    const five = (i: number): bigint => 5n ** BigInt(i);
    for (let i = 0; i < 4984; i++) {
      const base = i - (i % 56);
      const near = (five(i - base) * power(base, 249)) >> BigInt(bitsOf(five(i)) - bitsOf(five(base)));
      expect(powers![i], `5^${i}`).toBe(i === base ? 0n : power(i, 249) - near);
    }
    // Long double asks for no further ones.
    for (let i = 0; i < 4912; i++) {
      const base = i + ((56 - (i % 56)) % 56);
      const near = (five(base - i) * (inverse(base, 249) - 1n)) >> BigInt(bitsOf(five(base)) - bitsOf(five(i)));
      expect(inverses![i], `5^-${i}`).toBe(i === base ? 0n : inverse(i, 249) - near - 1n);
    }
  });
});

/** What the program in elf.c that a define brings out prints. */
function generated(source: Source, define: string): string {
  const program = join(directory, define);
  const settings = [
    "HAVE_DL_ITERATE_PHDR 1",
    "HAVE_LINK_H 1",
    "BACKTRACE_ELF_SIZE 64",
    "HAVE_ATOMIC_FUNCTIONS 1",
    "HAVE_SYNC_FUNCTIONS 1",
  ];
  writeFileSync(join(directory, "config.h"), settings.map((line) => `#define ${line}\n`).join(""));
  writeFileSync(join(directory, "backtrace-supported.h"), "#define BACKTRACE_SUPPORTS_THREADS 0\n");
  const words = [
    "-w",
    `-D${define}`,
    "-D_GNU_SOURCE",
    `-I${directory}`,
    `-I${source.path("include")}`,
    `-I${source.path("libbacktrace")}`,
  ];
  const compiled = spawnSync(
    "gcc",
    [...words, "-Wl,--unresolved-symbols=ignore-all", "-no-pie", "-o", program, source.path("libbacktrace/elf.c")],
    { encoding: "utf8" },
  );
  if (compiled.status !== 0) throw new Error(compiled.stderr);
  return spawnSync(program, { encoding: "utf8" }).stdout;
}

/** An array of characters in quotes, some of them by their number. */
function characterTable(text: string, name: string): readonly number[] {
  const from = text.search(new RegExp(`${name}\\[\\d+\\] *= *\\{`));
  const inside = text.slice(from, text.indexOf("}", from));
  return [...inside.matchAll(/'(\\?)(.)'/g)].map(([, escape, character]) =>
    escape === "" ? character!.charCodeAt(0) : Number(character),
  );
}

/** Miller and Rabin's test with bases that decide for all numbers below 2^64. */
function isPrime(n: bigint): boolean {
  const bases = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n];
  if (n < 2n) return false;
  for (const base of bases) if (n % base === 0n) return n === base;
  let odd = n - 1n;
  let twos = 0;
  for (; odd % 2n === 0n; odd /= 2n) twos++;
  return bases.every((base) => {
    let x = raised(base, odd, n);
    if (x === 1n || x === n - 1n) return true;
    for (let i = 1; i < twos; i++) {
      x = (x * x) % n;
      if (x === n - 1n) return true;
    }
    return false;
  });
}

function raised(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === "1") result = (result * base) % modulus;
  }
  return result;
}
