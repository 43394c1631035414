// Programs compiled by cc1 print what the goldens say; and what gcc's programs print.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildWithGcc, gcc, here, run, why } from "./build.ts";
import { scratchDirectory } from "../scratch.ts";

const programs = readdirSync(join(here, "run")).filter((name) => name.endsWith(".c") && name !== "runtime.c");

describe.skipIf(!gcc)(`cc1 compiles${why}`, () => {
  const directory = scratchDirectory();
  const runFolder = join(here, "run");
  const cc1 = gcc ? buildWithGcc() : "";

  test.each(programs)("%s", (name) => {
    const built = run(cc1, ["-o", join(directory, "ours"), name, "runtime.c"], runFolder);
    expect(built).toEqual({ code: 0, stdout: "", stderr: "" });
    const ours = run(join(directory, "ours"), [], directory);
    const golden = readFileSync(join(runFolder, name.replace(/\.c$/, ".expected")), "latin1");
    expect(ours.stdout + `exit ${ours.code}\n`).toBe(golden);

    const oracle = run("gcc", ["-w", "-fwrapv", "-o", join(directory, "theirs"), name, "runtime.c"], runFolder);
    expect(oracle.stderr).toBe("");
    expect(run(join(directory, "theirs"), [], directory)).toEqual(ours);
  });

  test("the same input gives the same bytes, wherever the output goes", () => {
    const outputs = ["one", "two"].map((name) => {
      run(cc1, ["-o", join(directory, name), "-I", runFolder, "structs.c", "runtime.c"], runFolder);
      return readFileSync(join(directory, name));
    });
    expect(outputs[0]!.equals(outputs[1]!)).toBe(true);
  });

  test("units are joined by name, statics apart, tentative definitions filled in", () => {
    const units = ["units/first.c", "units/second.c", "run/runtime.c"];
    expect(run(cc1, ["-o", join(directory, "ours"), "-Irun", ...units], here).stderr).toBe("");
    expect(run(join(directory, "ours"), [], directory).stdout).toBe("hi\n1\n10\n20\n7\n3\n");
    const twice = run(cc1, ["-o", join(directory, "ours"), "-Irun", ...units, "units/second.c"], here);
    expect(twice).toEqual({ code: 1, stdout: "", stderr: "units/second.c:3: defined twice: 'filled'\n" });
  });
});
