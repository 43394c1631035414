// Each bad program of errors.txt gets its message, with file and line; and so do errors in a later source, on the
// command line and at the limits.

import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildCc0, here, run } from "./build.ts";
import { scratchDirectory } from "../scratch.ts";

const directory = scratchDirectory();
const cc0 = buildCc0();
const main = "long main(long argc, char **argv) { return 0; }\n";

/** The message that cc0 ends with, "" if it compiles. It leaves an output just if it compiles. */
function message(sources: readonly string[], names = sources.map((_, i) => `source${i}.c`)): string {
  sources.forEach((source, i) => writeFileSync(join(directory, names[i]!), source, "latin1"));
  rmSync(join(directory, "out"), { force: true });
  const { code, signal, stdout, stderr } = run(cc0, ["out", ...names], directory);
  expect({ code, signal, stdout }).toEqual({ code: stderr === "" ? 0 : 1, signal: null, stdout: "" });
  expect(existsSync(join(directory, "out"))).toBe(stderr === "");
  return stderr;
}

describe("a bad program", () => {
  const parts = readFileSync(join(here, "errors.txt"), "latin1")
    .split(/^==== (.*)\n/m)
    .slice(1);
  test.each(parts.flatMap((part, i) => (i % 2 === 0 ? [[part, parts[i + 1]!]] : [])))("%s", (expected, source) => {
    expect(message([source])).toBe(`source0.c:${expected}\n`);
  });
});

describe("several sources", () => {
  test("are one text, and count lines each for itself", () => {
    expect(message(["struct s { long a; };\n", "long f(struct s *p)\n{ return p->a; }", main])).toBe("");
    expect(message(["\n\n", "\n", "\n\nlong a\nlong b;\n"])).toBe("source2.c:4: ';' expected near 'long'\n");
    expect(message(["long a;\n\n", "\nlong a;\n", main])).toBe("source1.c:2: declared twice near ';'\n");
    expect(message(["long f(void);\n\nlong g(void)\n{ return f(); }\n", main])).toBe(
      "source0.c:4: function is called but not defined near 'f'\n",
    );
    expect(message([main, "long a; /*\n\n", ""])).toBe("source1.c:1: comment without end near '/*'\n");
    expect(message([main, "long a\n", ""])).toBe("source2.c:1: ';' expected\n");
  });
});

describe("the command line", () => {
  test.each([
    [[], "cc0: usage: cc0 OUTPUT SOURCE..., at most 255 sources\n"],
    [["out"], "cc0: usage: cc0 OUTPUT SOURCE..., at most 255 sources\n"],
    [
      ["out", ...Array.from({ length: 256 }, () => "good.c")],
      "cc0: usage: cc0 OUTPUT SOURCE..., at most 255 sources\n",
    ],
    [["out", "nowhere.c"], "nowhere.c: cannot read this file, or it is too large\n"],
    [["out", "good.c", "."], ".: cannot read this file, or it is too large\n"],
    [["nowhere/out", "good.c"], "nowhere/out: cannot write this file\n"],
  ])("%j", (args, stderr) => {
    writeFileSync(join(directory, "good.c"), main);
    expect(run(cc0, args, directory)).toMatchObject({ code: 1, stdout: "", stderr });
  });

  test("255 sources", () => {
    for (let i = 0; i < 255; i += 1)
      writeFileSync(join(directory, `part${i}.c`), `long part${i};\n${i === 254 ? main : ""}`);
    const names = Array.from({ length: 255 }, (_, i) => `part${i}.c`);
    expect(run(cc0, ["out", ...names], directory)).toMatchObject({ code: 0, stderr: "" });
  });
});

const repeat = (count: number, part: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => part(i)).join("");
const body = (text: string): string => `long main(long argc, char **argv)\n{\n${text}\n}\n`;

describe("at a limit all is well, past it there is a message", () => {
  test.each<[string, (count: number) => string, number, number, string]>([
    [
      "parameters",
      (n) => `long f(${repeat(n, (i) => `${i ? ", " : ""}long p${i}`)}) { return 1; }\n${main}`,
      8,
      9,
      "1: too many parameters near ')'",
    ],
    ["*", (n) => `long ${"*".repeat(n)}p;\n${main}`, 100, 101, "1: too large near '*'"],
    [
      "cases",
      (n) => body(`switch (argc) {${repeat(n, (i) => `case ${i}:`)} ;}`),
      4000,
      4001,
      "3: too many cases near ':'",
    ],
    [
      "initialisers",
      (n) => `long a[] = {${"1,".repeat(n)}};\n${main}`,
      16384,
      16385,
      "1: too many initialisers near ','",
    ],
    ["declarations", (n) => repeat(n, (i) => `long a${i};`) + main, 19990, 20001, "1: too many declarations near ';'"],
    [
      "names",
      (n) => repeat(n, (i) => `struct s${i} {long m;};`) + main,
      38000,
      42000,
      "1: too many names, structs and members near '",
    ],
    ["strings", (n) => `char *a = "${"x".repeat(n)}";\n${main}`, 65535, 65536, "1: too large near '\"x"],
    [
      "data",
      (n) =>
        `${repeat(n, () => `\nchar *a[] = {"${"x".repeat(60000)}"};`).replaceAll(/a(?=\[)/g, () => `a${counter++}`)}\n${main}`,
      34,
      35,
      "36: too much initialised data near",
    ],
    ["an array", (n) => `char a[${n}];\n${main}`, 2 ** 30, 2 ** 30 + 1, "1: bad array near ']'"],
    [
      "an array of arrays",
      (n) => `struct s { char a[${2 ** 20}]; };\nstruct s b[${n}];\n${main}`,
      1024,
      1025,
      "2: too large near ';'",
    ],
    ["zeroes", (n) => repeat(n, (i) => `char a${i}[${2 ** 28}];\n`) + main, 6, 7, "7: too large near ';'"],
    ["local variables", (n) => body(`char a[${n}]; return 0;`), 2 ** 20, 2 ** 20 + 1, "3: too large near ';'"],
    [
      "parentheses",
      (n) => body(`return ${"(".repeat(n)}0${")".repeat(n)};`),
      3000,
      100000,
      "3: nested too deeply near '('",
    ],
    ["unary operators", (n) => body(`return ${"!".repeat(n)}0;`), 32000, 200000, "3: nested too deeply near '!'"],
    ["minus signs", (n) => body(`return ${"- ".repeat(n)}argc;`), 32000, 200000, "3: nested too deeply near '-'"],
    ["blocks", (n) => body(`${"{".repeat(n)}${"}".repeat(n)}return 0;`), 6000, 200000, "3: nested too deeply near '{'"],
    ["assignments", (n) => body(`${"argc = ".repeat(n)}0; return 0;`), 1500, 100000, "3: nested too deeply near '"],
    ["conditionals", (n) => body(`return ${"argc ? 0 : ".repeat(n)}0;`), 3000, 200000, "3: nested too deeply near '"],
    ["code", (n) => body(`argc = ${"argc + ".repeat(n)}0; return 0;`), 100000, 300000, "3: too much code near '"],
    ["sources", (n) => `${main}${" ".repeat(n - main.length)}`, 4 * 1024 * 1024 - 1, 4 * 1024 * 1024, ""],
  ])("%s", (_, source, most, more, expected) => {
    expect(message([source(most)])).toBe("");
    const stderr = message([source(more)]);
    if (expected === "") expect(stderr).toBe("source0.c: cannot read this file, or it is too large\n");
    else expect(stderr).toContain(`source0.c:${expected}`);
  });
});

let counter = 0;
