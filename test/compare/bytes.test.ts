// Two files against each other: counts, offsets, ELF sections, lines of text; and headers that lie.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareBytes } from "../../src/compare/bytes.ts";
import { elfPlace } from "../../src/compare/elf.ts";
import { bytesDifferenceLines } from "../../src/compare/lines.ts";
import { elfFile } from "./elf-file.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

test("counts agree with the plainest way of counting", () => {
  fc.assert(
    fc.property(fc.uint8Array({ max: 3 }), fc.uint8Array({ max: 3 }), (a, b) => {
      const length = Math.max(a.length, b.length);
      const differing = Array.from({ length }, (_, at) => at).filter((at) => a[at] !== b[at]);
      const difference = compareBytes(a, b);
      expect(difference?.firstOffset).toBe(differing[0]);
      expect(difference?.differingBytes).toBe(differing.length === 0 ? undefined : differing.length);
    }),
  );
});

describe("text", () => {
  test.each([
    ["a\nb\nc\n", "a\nB\nc\n", 2, ["b", "B"]],
    ["a\n", "a\nb", 2, ["", "b"]],
    ["a", "a\nb", 1, ["a", "a"]],
    ["", "a", 1, ["", "a"]],
    ["é\nü", "é\nö", 2, ["ü", "ö"]],
    ["x".repeat(300), "y".repeat(300), 1, ["x".repeat(200) + "...", "y".repeat(200) + "..."]],
  ])("%j and %j", (a, b, line, lines) => {
    expect(compareBytes(utf8(a), utf8(b))).toMatchObject({ place: { type: "text", line, lines } });
  });

  test("in words", () => {
    expect(bytesDifferenceLines(compareBytes(utf8("a\nb\tc\n"), utf8("a\nbc\n"))!, ["alice", "bob"])).toEqual([
      "6 and 5 bytes, 3 differ, the first at offset 3 (0x3)",
      "line 2",
      '  alice  "b\\tc"',
      '  bob    "bc"',
    ]);
  });
});

test("binary", () => {
  const difference = compareBytes(new Uint8Array([0, 1, 2]), new Uint8Array([0, 1, 3]))!;
  expect(difference).toEqual({
    sizes: [3, 3],
    firstOffset: 2,
    differingBytes: 1,
    place: { type: "binary", around: ["000102", "000103"] },
  });
  expect(bytesDifferenceLines(difference, ["a", "b"])).toEqual([
    "both 3 bytes, 1 differ, the first at offset 2 (0x2)",
    "bytes around it",
    "  a  000102",
    "  b  000103",
  ]);
});

describe("ELF", () => {
  const file = elfFile({ ".text": utf8("code code"), ".comment": utf8("made by hand") });
  const text = 64 + 56;

  test.each([
    [5, "the ELF header", 5],
    [64 + 8, "program header 0", 8],
    [text, 'section ".text"', 0],
    [text + 8, 'section ".text"', 8],
    [text + 9, 'section ".comment"', 0],
    [text + 9 + 12, 'section ".shstrtab"', 0],
    [file.length - 1, "section header 3", 63],
    [file.length, "bytes outside all sections and segments", file.length],
  ])("offset %i is in %s", (offset, part, into) => {
    expect(elfPlace(file, offset)).toEqual({ part, offset: into });
  });

  test("without sections, the segment", () => {
    const bare = file.slice();
    bare.fill(0, 0x3a, 0x40);
    expect(elfPlace(bare, text + 3)).toEqual({ part: "segment 0", offset: 3 });
  });

  test("what is not ELF64 of this byte order is none", () => {
    expect(elfPlace(utf8("hello"), 0)).toBeUndefined();
    expect(elfPlace(file.slice(0, 63), 0)).toBeUndefined();
    for (const [at, value] of [
      [0, 0],
      [4, 1],
      [5, 2],
    ] as const) {
      const other = file.slice();
      other[at] = value;
      expect(elfPlace(other, 0)).toBeUndefined();
    }
  });

  test("a difference names the section, in words too", () => {
    const other = elfFile({ ".text": utf8("code CODE"), ".comment": utf8("made by hand") });
    const difference = compareBytes(file, other)!;
    expect(difference).toMatchObject({
      firstOffset: text + 5,
      differingBytes: 4,
      place: { type: "elf", parts: ['section ".text"', 'section ".text"'], offset: 5 },
    });
    expect(bytesDifferenceLines(difference, ["alice", "bob"])[1]).toBe('in section ".text", at 0x5 into it');
    const shorter = elfFile({ ".text": utf8("code"), ".comment": utf8("made by hand") });
    expect(
      bytesDifferenceLines(
        {
          ...compareBytes(file, shorter)!,
          place: { type: "elf", parts: ['section ".text"', 'section ".comment"'], offset: 5 },
        },
        ["alice", "bob"],
      )[1],
    ).toBe('in section ".text" of alice, section ".comment" of bob, at 0x5 into it');
  });

  test("headers that lie are never followed outside the file", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 8 }),
        fc.nat(file.length * 2),
        (changes, offset) => {
          const other = Uint8Array.from(file);
          for (const [at, value] of changes) if (at > 5) other[at] = value;
          expect(elfPlace(other, offset)).toBeDefined();
        },
      ),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 0, maxLength: 300 }),
        (rest) =>
          elfPlace(Buffer.concat([Buffer.from("\x7fELF\x02\x01", "latin1"), rest]), 100) !== undefined ||
          rest.length < 58,
      ),
    );
  });

  const program = process.execPath;
  const installed = spawnSync("readelf", ["--version"]).status === 0 && existsSync(program);
  if (!installed) console.warn("skipped: readelf is not installed");
  test.runIf(installed)("readelf sees the same sections in a real program", () => {
    const bytes = readFileSync("/bin/ls");
    const lines = spawnSync("readelf", ["--sections", "--wide", "/bin/ls"]).stdout.toString().split("\n");
    const sections = lines.flatMap((line) => {
      const found = /^\s*\[\s*\d+\] (\S+)\s+(\S+)\s+[0-9a-f]{16} ([0-9a-f]+) ([0-9a-f]+) /.exec(line);
      return found === null || found[2] === "NOBITS" ? [] : [{ name: found[1]!, from: Number.parseInt(found[3]!, 16) }];
    });
    expect(sections.length).toBeGreaterThan(10);
    for (const { name, from } of sections)
      expect(elfPlace(bytes, from)).toEqual({ part: `section ${JSON.stringify(name)}`, offset: 0 });
  });
});
