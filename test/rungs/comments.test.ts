// The comments of the hand-written hex are true; and a false one is found.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildRungs, seedFolder } from "./build.ts";
import { checkComments } from "./comments.ts";
import { disassemble, hex } from "./disassemble.ts";
import { scratchDirectory } from "../scratch.ts";

const rungs = buildRungs(scratchDirectory());
const listings = [
  { name: "hex0/hex0.hex0", program: rungs.hex0, language: "hex0" },
  { name: "linker/linker.hex0", program: rungs.linker, language: "hex0" },
  { name: "asm/asm.hex1", program: rungs.asm, language: "linker" },
] as const;

const objdump = spawnSync("objdump", ["--version"]).status === 0;

describe.each(listings)("$name", ({ name, program, language }) => {
  const listing = readFileSync(join(seedFolder, name), "utf8");
  const bytes = readFileSync(program);

  test("addresses, instructions and names are right", () => {
    expect(checkComments(listing, bytes, language)).toEqual([]);
  });

  test("a changed address, instruction, target or byte is found", () => {
    const lines = listing.split("\n");
    const coded = lines.flatMap((line, index) => (/; [0-9A-F]{6} (?!field|data|text)/.test(line) ? [index] : []));
    expect(coded.length).toBeGreaterThan(40);
    const spoil = (index: number, from: RegExp, to: string): string[] => {
      expect(lines[index]).toMatch(from);
      return checkComments(
        lines.map((line, i) => (i === index ? line.replace(from, to) : line)).join("\n"),
        bytes,
        language,
      );
    };
    // A sample, as each try reads the whole listing: every line of the seed, some 60 of the others.
    for (const index of coded.filter((_, n) => n % Math.ceil(coded.length / 60) === 0)) {
      expect(spoil(index, /; [0-9A-F]{6} /, "; 400FFF ")).not.toEqual([]);
      expect(spoil(index, /; ([0-9A-F]{6}) \w+/, "; $1 nop")).not.toEqual([]);
      if (/ :\w+/.test(lines[index]!)) expect(spoil(index, / :\w+/, " :nowhere")).not.toEqual([]);
      if (/; [0-9A-F]{6} (j\w+|call) /.test(lines[index]!))
        expect(spoil(index, /(; [0-9A-F]{6} \w+) \w+/, "$1 400000")).not.toEqual([]);
      const other = Buffer.from(bytes);
      const address = parseInt(/; ([0-9A-F]{6}) /.exec(lines[index]!)![1]!, 16) - 0x400000;
      other[address]! ^= 0x08;
      expect(checkComments(listing, other, language)).not.toEqual([]);
      // The same byte changed in the listing too: then the instruction gives it away, unless it is another form of the
      // same.
      const changed = `${other[address]!.toString(16).toUpperCase().padStart(2, "0")}`;
      const before = disassemble(bytes, address, 0x400000 + address)!;
      const after = disassemble(other, address, 0x400000 + address);
      if (after?.text === before.text && after.length === before.length) continue;
      const spoilt = lines.map((line, i) => (i === index ? line.replace(/^[0-9A-F]{2}/, changed) : line)).join("\n");
      expect(checkComments(spoilt, other, language)).not.toEqual([]);
    }
  });

  test.skipIf(!objdump)(
    `objdump reads the same instructions${objdump ? "" : " (skipped: there is no objdump here)"}`,
    () => {
      for (const line of listing.split("\n")) {
        const parts = /; ([0-9A-F]{6}) (?!field|data|text)/.exec(line);
        if (parts === null) continue;
        const address = parseInt(parts[1]!, 16);
        addresses.push({ address, ...disassemble(bytes, address - 0x400000, address)! });
      }
      const read = readWithObjdump(program);
      for (const { address, length, text } of addresses.splice(0)) {
        const theirs = read.get(address);
        if (theirs === undefined) continue; // after data objdump may be out of step, or the field holds code
        expect(theirs.text, hex(address)).toBe(text);
        expect(theirs.length, hex(address)).toBe(length);
      }
    },
  );
});

const addresses: { address: number; length: number; text: string }[] = [];

/** What objdump says, in our form of text. */
function readWithObjdump(program: string): Map<number, { length: number; text: string }> {
  const start = program === rungs.hex0 ? 0x400060 : 0x400078;
  const args = [
    "-D",
    "-b",
    "binary",
    "-mi386:x86-64",
    "-Mintel",
    "--adjust-vma=0x400000",
    `--start-address=${start}`,
    "--insn-width=16",
    program,
  ];
  const lines = spawnSync("objdump", args, { encoding: "utf8", maxBuffer: 1 << 26 }).stdout.split("\n");
  const read = new Map<number, { length: number; text: string }>();
  for (const line of lines) {
    const parts = /^ +([0-9a-f]+):\t((?:[0-9a-f]{2} )+) *\t(.*)$/.exec(line);
    if (parts === null) continue;
    const text = parts[3]!
      .replace(/ +#.*$/, "")
      .trim()
      .replace(
        /(lods|stos|movs|scas|cmps) +[^,]*(?<=\b(BYTE|DWORD|QWORD) PTR .*|\b(?:al|eax|rax)),(?:(BYTE|DWORD|QWORD) PTR .*|al|eax|rax)$/,
        (_, name: string, a?: string, b?: string) => name + { B: "b", D: "d", Q: "q" }[(a ?? b)![0]!]!,
      )
      .replace(
        /([A-Z]+) PTR (?:ds:)?(\[[^\]]*\]|0x[0-9a-f]+)/g,
        (_, size: string, where: string) => `${size.toLowerCase()} ${where.startsWith("[") ? where : `[${where}]`}`,
      )
      .replace(/^(\w+) +/, "$1 ")
      .replace(/\*1\b/g, "")
      .replace(/movabs/, "mov")
      .replace(/0x([0-9a-f]+)/g, (_, digits: string) => signedHex(digits))
      .replace(/([+-])0(?=\])/, "");
    // A register gives the size of the other operand: then our text leaves it out.
    const plain =
      /^(mov|lea|add|or|adc|sbb|and|sub|xor|cmp|test|xchg|imul) /.test(text) &&
      /(^\w+ [a-z]\w+,)|(,[a-z]\w+$)/.test(text) &&
      !/^movz|^movs/.test(text);
    read.set(parseInt(parts[1]!, 16), {
      length: parts[2]!.trim().split(" ").length,
      text: plain ? text.replace(/(byte|dword|qword) (?=\[)/, "") : text,
    });
  }
  return read;
}

function signedHex(digits: string): string {
  const value = BigInt(`0x${digits}`);
  return hex(value >> 63n ? value - (1n << 64n) : value);
}
