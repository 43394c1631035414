// cc1 by cc0 makes the same bytes, or the same complaint, as cc1 by gcc: of tinycc, of the programs of libc's tests and
// of tests2, and of whatever is broken. So cc0 compiles cc1 right as far as these inputs reach. Must never compare less
// than the exit code, all text and the whole file.

import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildWithGcc, here as cc1Tests } from "../cc1/build.ts";
import { here as libcTests } from "../libc/build.ts";
import { buildCc1, gcc, run, tinyccByCc1, withLibc, write } from "./compilers.ts";
import { draws, rounds } from "../extent.ts";
import { scratchDirectory } from "../scratch.ts";
import { tests2, tinycc } from "./source.ts";

const why = gcc ? "" : " (skipped: there is no gcc here)";
const whyNoSource =
  tinycc === undefined ? " (skipped: tinycc's source is not here; ./fromseed fetch tinycc gets it)" : "";

describe.skipIf(!gcc)(`cc1 by cc0 and cc1 by gcc${why}`, () => {
  const directory = scratchDirectory();
  const folder = join(cc1Tests, "run");
  const cc1s = gcc ? [buildCc1(), buildWithGcc()] : [];

  /** Compiles with both, which must agree; gives whether they took it. */
  function accepted(args: readonly string[], cwd = directory): boolean {
    const output = join(directory, "out");
    const [ours, theirs] = cc1s.map((cc1) => {
      rmSync(output, { force: true });
      const said = run(cc1, ["-o", output, ...args], cwd);
      return { ...said, bytes: existsSync(output) ? readFileSync(output, "base64") : "none" };
    });
    expect({ args, ...ours }).toEqual({ args, ...theirs });
    const { code, output: text, bytes } = ours!;
    if (code === 0) expect({ text, none: bytes === "none" }).toEqual({ text: "", none: false });
    else
      expect({ code, text, bytes }).toEqual({
        code: 1,
        text: expect.stringMatching(/^[^\n]+:\d+: [^\n]+\n$/) as string,
        bytes: "none",
      });
    return code === 0;
  }

  test.skipIf(tinycc === undefined)(`agree on tinycc${whyNoSource}`, () => {
    expect(accepted(tinyccByCc1, tinycc!.tree)).toBe(true);
  });

  test.each(readdirSync(join(libcTests, "run")))("agree on libc's test program %s", (name) => {
    expect(accepted([...withLibc, join(libcTests, "run", name)])).toBe(true);
  });

  test.skipIf(tinycc === undefined)(
    `agree on every program of tests2, for most of which cc1 is enough${whyNoSource}`,
    () => {
      const folder = tests2();
      const programs = readdirSync(folder).filter((name) => name.endsWith(".c"));
      const good = programs.filter((name) => accepted([...withLibc, name], folder));
      expect(good.length).toBeGreaterThan(programs.length / 2);
    },
  );

  test("agree on random bytes", () => {
    for (const round of rounds(150)) {
      const random = draws(round);
      const alphabet = random(2) === 0 ? 256 : 128;
      const bytes = Array.from({ length: random(400) }, () => String.fromCharCode(random(alphabet))).join("");
      accepted([`-I${folder}`, write(directory, "random.c", bytes), join(folder, "runtime.c")]);
    }
  });

  test("agree on what is broken", () => {
    const texts = readdirSync(folder)
      .filter((name) => name.endsWith(".c"))
      .sort()
      .map((name) => readFileSync(join(folder, name), "latin1"));
    const programs = texts.map((text) => text.match(/\s+|\w+|"(?:\\.|[^"\\\n])*"|[^]/g)!);
    let good = 0;
    for (const round of rounds(150)) {
      const random = draws(round);
      const tokens = [...programs[random(programs.length)]!];
      for (let change = random(3); change >= 0; change--) {
        const at = random(tokens.length);
        if (random(2) === 0) tokens[at] = tokens[random(tokens.length)]!;
        else tokens.splice(at, random(3), String.fromCharCode(random(256)));
      }
      if (accepted([`-I${folder}`, write(directory, "broken.c", tokens.join("")), join(folder, "runtime.c")])) good++;
    }
    expect(good).toBeLessThan(rounds(150).length);
  });
});
