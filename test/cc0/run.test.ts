// Each program of run/ says what it does in its first lines: "// exit N" and "// out LINE". Compiled by cc0, and by gcc
// as an oracle, it does that.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildCc0, compileWithGcc, gcc, here, run, why } from "./build.ts";
import { scratchDirectory } from "../scratch.ts";

const directory = scratchDirectory();
const cc0 = buildCc0();
const programs = readdirSync(join(here, "run")).filter((name) => name.endsWith(".c"));

function expected(source: string): { code: number; stdout: string } {
  const code = Number(/^\/\/ exit (\d+)$/m.exec(source)?.[1]);
  const stdout = [...source.matchAll(/^\/\/ out (.*)$/gm)].map((match) => match[1] + "\n").join("");
  return { code, stdout };
}

describe.each(programs)("%s", (name) => {
  const path = join(here, "run", name);
  const source = readFileSync(path, "latin1");
  const { code, stdout } = expected(source);

  test("compiled by cc0", () => {
    const program = join(directory, `${name}.cc0`);
    expect(run(cc0, [program, path], directory)).toMatchObject({ code: 0, stdout: "", stderr: "" });
    expect(run(program, ["one", "two"], directory)).toEqual({ code, signal: null, stdout, stderr: "" });
  });

  test.skipIf(!gcc)("compiled by gcc" + why, () => {
    const program = compileWithGcc(directory, name + ".gcc", source);
    expect(run(program, ["one", "two"], directory)).toEqual({ code, signal: null, stdout, stderr: "" });
  });
});
