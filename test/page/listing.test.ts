// The page reads the commented hex as a person does: each line of bytes with its address, instruction and reason.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { linesByAddress, readListing } from "../../src/page/listing.ts";

const text = (path: string): string => readFileSync(join(import.meta.dirname, "../../bootstrap-seed", path), "utf8");

test.each(["hex0/hex0.hex0", "linker/linker.hex0", "asm/asm.hex1"])("every line of %s is there", (path) => {
  const lines = readListing(text(path));
  const code = lines.filter((line) => line.type === "code");
  const written = text(path)
    .split("\n")
    .filter((line) => /^[^#:].*; *[0-9A-F]{6} /.test(line));
  expect(code.length).toBe(written.length);
  expect(code.length).toBeGreaterThan(70);
  expect(linesByAddress(lines).size).toBe(code.length);
  for (const { address, instruction } of code) {
    expect(address).toBeGreaterThanOrEqual(0x400000);
    expect(instruction).toMatch(/^[a-z]/);
  }
});

test("the parts of lines are told apart", () => {
  const lines = readListing(
    [
      "# next: take a",
      "# character.",
      "# out: al",
      "# next:",
      "AC                        ; 400067 lodsb",
      "",
      "# of all",
      "#",
      "# more",
      "74 29                     ; 40006A je 400095 :done        # a NUL # ends",
      ":enter # a row: class",
      'BE &table "a; #" 00 ; 40008B mov esi,400B8A :table',
      ":bare",
    ].join("\n"),
  );
  expect(lines).toEqual([
    { type: "routine", name: "next", text: "take a character. out: al" },
    { type: "code", bytes: "AC", address: 0x400067, instruction: "lodsb", reason: "" },
    { type: "prose", text: "of all" },
    { type: "prose", text: "more" },
    { type: "code", bytes: "74 29", address: 0x40006a, instruction: "je 400095 :done", reason: "a NUL # ends" },
    { type: "routine", name: "enter", text: "a row: class" },
    { type: "code", bytes: 'BE &table "a; #" 00', address: 0x40008b, instruction: "mov esi,400B8A :table", reason: "" },
    { type: "routine", name: "bare", text: "" },
  ]);
});
