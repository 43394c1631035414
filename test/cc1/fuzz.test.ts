// Random bytes and broken programs: cc1 ends by itself, with code 0 or with one message and code 1.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildWithGcc, gcc, here, run, why } from "./build.ts";
import { draws, rounds } from "../extent.ts";
import { scratchDirectory } from "../scratch.ts";

const TOKEN =
  /\s+|[A-Za-z_]\w*|\.?\d[\w.]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[-+*/%&|^=<>!]=|&&|\|\||<<|>>|->|\+\+|--|##|\.\.\.|[^]/g;
const EXTRA = [
  "sizeof",
  "struct",
  "union",
  "typedef",
  "static",
  "goto",
  "case",
  "default",
  "#",
  "##",
  "\n#define x ",
  "\n#if ",
  "\n#endif\n",
  "\n#else\n",
  "-1",
  "9999999999",
  "1e999",
  "0x1p5",
  "long double",
  "void",
  "\\",
  '"',
  "'",
  "\0",
  "/*",
  "//",
  "_Bool",
  ": 3",
  "...",
  "0x7fffffffffffffff",
  "/ 0",
  "?",
  ":",
  "{",
  "}",
  "(",
  ")",
  "[",
  "]",
  ";",
  ",",
  "=",
];

describe.skipIf(!gcc)(`cc1 fuzzed${why}`, () => {
  const directory = scratchDirectory();
  const cc1 = gcc ? buildWithGcc() : "";
  const runFolder = join(here, "run");
  const texts = readdirSync(runFolder)
    .filter((name) => name.endsWith(".c"))
    .sort()
    .map((name) => readFileSync(join(runFolder, name), "latin1"));
  const programs = texts.map((text) => text.match(TOKEN)!);

  function check(source: string): void {
    writeFileSync(join(directory, "fuzz.c"), source, "latin1");
    const { code, stderr } = run(
      cc1,
      ["-o", "out", "-I", runFolder, "fuzz.c", join(runFolder, "runtime.c")],
      directory,
    );
    if (code === 0 && stderr === "") return;
    expect({ code, stderr, source }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^[^\n]*:\d+: [^\n]+\n$/) as string,
      source,
    });
  }

  test("with random bytes", () => {
    for (const round of rounds(400)) {
      const random = draws(round);
      check(Array.from({ length: random(600) }, () => String.fromCharCode(random(256))).join(""));
    }
  });

  test("with programs whose tokens are dropped, changed, swapped and added", () => {
    for (const round of rounds(400)) {
      const random = draws(round);
      const tokens = [...programs[random(programs.length)]!];
      for (let change = random(8); change >= 0; change--) {
        const at = random(tokens.length);
        const other = random(2) === 0 ? EXTRA[random(EXTRA.length)]! : tokens[random(tokens.length)]!;
        switch (random(3)) {
          case 0:
            tokens.splice(at, 1 + random(4));
            break;
          case 1:
            tokens.splice(at, 0, other);
            break;
          default:
            tokens[at] = other;
        }
      }
      check(tokens.slice(0, random(2) === 0 ? random(tokens.length) : tokens.length).join(""));
    }
  });
});
