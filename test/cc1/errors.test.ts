// Each bad program gets its message, with file and line, and exit code 1.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildWithGcc, errorCases, gcc, run, why } from "./build.ts";
import { scratchDirectory } from "../scratch.ts";

describe.skipIf(!gcc)(`cc1 refuses${why}`, () => {
  const directory = scratchDirectory();
  const cc1 = gcc ? buildWithGcc() : "";

  test.each(errorCases())("$message", ({ message, source }) => {
    writeFileSync(join(directory, "bad.c"), source);
    const expected = message.startsWith("cc1:") ? message : `bad.c:${message}`;
    expect(run(cc1, ["-o", "out", "bad.c"], directory)).toEqual({ code: 1, stdout: "", stderr: `${expected}\n` });
  });

  test.each([
    [[], "cc1: usage: cc1 -o OUT [-I DIR]... FILE.c..."],
    [["-o", "out", "nowhere.c"], "cc1: cannot open 'nowhere.c'"],
    [["-o", "out", "-z", "bad.c"], "cc1: unknown option '-z'"],
    [["bad.c", "-o"], "cc1: a value is missing after '-o'"],
  ])("the command line %j", (args, message) => {
    expect(run(cc1, args, directory)).toEqual({ code: 1, stdout: "", stderr: `${message}\n` });
  });

  test.each([
    ["parentheses", "int a = " + "(".repeat(100_000)],
    ["blocks", "int f(void) " + "{".repeat(100_000)],
    ["declarators", "int " + "(*".repeat(100_000) + "p;"],
    ["unary operators", "int a = " + "-".repeat(1).concat(" -".repeat(100_000)) + "1;"],
    ["conditionals", "int a = " + "1 ? 1 : ".repeat(100_000) + "1;"],
    ["structs", "struct { ".repeat(100_000)],
    ["initialisers", "int a = " + "{".repeat(100_000)],
    ["sums", "int x; int f(void) { return x" + " + x".repeat(90_000) + "; }"],
    ["#if", "#if 1\n".repeat(1_000)],
    ["#if expressions", "#if " + "(".repeat(100_000) + "\n"],
    ["macro calls", "#define F(a) a\nint x = " + "F(".repeat(100_000)],
    ["files", '#include "bad.c"\n'],
    ["tokens", "#define F(a) a\nint x = F(" + "1 + ".repeat(300_000) + "1);"],
    ["characters of a string", `char *s = "${"x".repeat(300_000)}";`],
    ["digits", `double d = 1${"2".repeat(5_000)}.0;`],
    ["data", "char a[1000000000] = { 1 };"],
    ["frame", "int f(void) { char a[1000000000], b[1000000000]; return 0; }"],
    ["macros in macros", macroChain(3_000)],
  ])("too many %s", (_, source) => {
    writeFileSync(join(directory, "bad.c"), source);
    const { code, stderr } = run(cc1, ["-o", "out", "bad.c"], directory);
    expect(stderr).toMatch(/^bad\.c:\d+: [^\n]+\n$/);
    expect(code).toBe(1);
  });
});

function macroChain(length: number): string {
  const lines = Array.from({ length }, (_, i) => `#define m${i} m${i + 1} x`);
  return lines.join("\n") + "\nint a = m0;\n";
}
