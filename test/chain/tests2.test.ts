// tinycc's own tests, tests2: our tinycc says the same about each and makes the same object file as the tinycc of gcc
// and that of cc1, and the program prints what upstream expects. Must never leave one out without a reason.

import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildTinyccWithCc1, buildTinyccWithGcc, chain, link, type Run, run, whyNoTinycc } from "./compilers.ts";
import { scratchDirectory } from "../scratch.ts";
import { tests2, tinycc } from "./source.ts";

/** Not run, only compiled: there is nothing for x86-64, or nothing in our configuration, to run. */
const notRun: Readonly<Record<string, string>> = {
  "34_array_assignment": "assigns an array, which C does not have; upstream leaves it out",
  "73_arm64": "for arm64; upstream leaves it out here",
  "98_al_ax_extend": "for i386; upstream leaves it out here",
  "99_fastcall": "for i386; upstream leaves it out here",
  "112_backtrace": "needs backtraces, which CONFIG_TCCBOOT disables",
  "113_btdll": "needs shared libraries and backtraces, which CONFIG_TCC_STATIC and CONFIG_TCCBOOT disable",
};

/** Run with the host's C library alone: what they ask for that our libc does not claim. */
const notOurLibc: Readonly<Record<string, string>> = {
  "106_pthread": "threads",
  "108_constructor": "constructors and destructors",
  "110_average": "printf of %g",
  "114_bound_signal": "threads and signals",
  "116_bound_setjmp2": "threads",
  "117_gcc_test": "mmap",
  "22_floating_point": "sin",
  "24_math_library": "libm",
  "28_strings": "strncpy, strcat, index",
  "40_stdio": "fgetc, fgets",
  "46_grep": "ctype.h",
  "70_floating_point_literals": "printf of %e and %g",
  "82_attribs_position": "printf of %p",
  "83_utf8_in_identifiers": "printf of %g",
  "95_bitfields": "printf of %X",
  "95_bitfields_ms": "printf of %X",
  "97_utf8_string_literal": "wchar.h",
};

const flags: Readonly<Record<string, readonly string[]>> = {
  "76_dollars_in_identifiers": ["-fdollars-in-identifiers"],
};
const args: Readonly<Record<string, readonly string[]>> = {
  "31_args": ["arg1", "arg2", "arg3", "arg4", "arg5"],
  "46_grep": ["[^* ]*[:a:d: ]+\\:\\*-/: $", "46_grep.c"],
};

const folder = tinycc === undefined ? "none" : tests2();
const all = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => /^\d+_.*\.c$/.test(name))
      .map((name) => name.slice(0, -2))
  : [];

describe.skipIf(whyNoTinycc !== "")(`tests2${whyNoTinycc}`, () => {
  const directory = scratchDirectory();
  const work = join(directory, "tests2");
  const compilers = { ours: chain.tcc, byGcc: "", byCc1: "" };
  let multiarch = "";
  if (whyNoTinycc === "") {
    cpSync(folder, work, { recursive: true });
    compilers.byGcc = buildTinyccWithGcc();
    compilers.byCc1 = buildTinyccWithCc1();
    multiarch = run("gcc", ["-dumpmachine"], directory).output.trim();
  }
  const hostHeaders = [...chain.ownHeaders, `-I/usr/include/${multiarch}`, "-I/usr/include"];

  /** Compiles with all three, which must agree; gives what they said. */
  function compile(output: string, options: readonly string[]): Run {
    const [ours, byGcc, byCc1] = [compilers.ours, compilers.byGcc, compilers.byCc1].map((compiler) => {
      rmSync(output, { force: true });
      const said = run(compiler, ["-c", "-o", output, ...options], work);
      return { ...said, object: existsSync(output) ? readFileSync(output, "base64") : "none" };
    });
    expect(byGcc).toEqual(ours);
    expect(byCc1).toEqual(ours);
    return { code: ours!.code, output: ours!.output };
  }

  const expected = (name: string): string => blanks(readFileSync(join(work, `${name}.expect`), "latin1"));

  test("are all there", () => {
    expect(all.length).toBeGreaterThan(100);
    for (const name of [...Object.keys(notRun), ...Object.keys(notOurLibc)]) expect(all).toContain(name);
  });

  const whole = all.filter((name) => !["60_errors_and_warnings", "96_nodata_wanted"].includes(name));
  test.each(whole)("%s", (name) => {
    const units = name === "104_inline" ? ["104_inline.c", "104+_inline.c"] : [`${name}.c`];
    for (const library of ["ours", "host"]) {
      const objects = units.map((unit) => join(directory, `${unit}.o`));
      const said = units.map((unit, i) =>
        compile(objects[i]!, [...(library === "ours" ? chain.headers : hostHeaders), ...(flags[name] ?? []), unit]),
      );
      if (name in notRun || (library === "ours" && name in notOurLibc)) continue;
      const program = join(directory, "program");
      const linked =
        library === "ours"
          ? link(program, objects, work)
          : run(
              "gcc",
              ["-no-pie", "-z", "noexecstack", "-o", program, ...objects, chain.libtcc1, "-lm", "-lpthread"],
              work,
            );
      const ran = linked.code === 0 ? run(program, args[name] ?? [], work) : { output: "" };
      expect(blanks([...said, linked, ran].map(({ output }) => output).join(""))).toBe(expected(name));
    }
  });

  // These two are many small programs in one file, each with a name to define and a heading in the expected text.
  test.each(["60_errors_and_warnings", "96_nodata_wanted"])("%s", (name) => {
    const text = readFileSync(join(work, `${name}.c`), "latin1");
    const programs = [...new Set(text.match(/\btest_\w+/g))];
    const outputs = programs.map((program) => {
      const object = join(directory, "snippet.o");
      const said = compile(object, [...chain.headers, `-D${program}`, `${name}.c`]);
      const path = join(directory, "snippet");
      const linked = said.code === 0 && link(path, [object], work).code === 0;
      const ran = linked ? run(path, [], work) : { code: 0, output: "" };
      return `[${program}]\n${said.output}${ran.output}${ran.code === 0 ? "" : `[returns ${ran.code}]\n`}\n`;
    });
    expect(blanks(outputs.join(""))).toBe(expected(name));
  });
});

/** Runs of blanks do not count, as in upstream's `diff -b`, nor do blank lines at the end. */
function blanks(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replace(/[ \t\r]+/g, " ").trimEnd())
    .join("\n")
    .trimEnd();
}
