// cc1 under the address and undefined-behaviour sanitizers: silent on every test input, with unchanged output.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildWithGcc, errorCases, gcc, here, run, why } from "./build.ts";
import { scratchDirectory } from "../scratch.ts";

describe.skipIf(!gcc)(`cc1 with sanitizers${why}`, () => {
  const directory = scratchDirectory();
  const plain = gcc ? buildWithGcc() : "";
  const sanitized = gcc ? buildWithGcc("-fsanitize=address,undefined", "-fno-sanitize-recover=undefined") : "";

  test.each(readdirSync(join(here, "run")).filter((name) => name.endsWith(".c")))("%s", (name) => {
    const args = ["-o", join(directory, "out"), name, ...(name === "runtime.c" ? [] : ["runtime.c"])];
    const runFolder = join(here, "run");
    const theirs = run(plain, args, runFolder);
    const bytes = theirs.code === 0 ? readFileSync(join(directory, "out"), "latin1") : "";
    expect(run(sanitized, args, runFolder)).toEqual(theirs);
    if (theirs.code === 0) expect(readFileSync(join(directory, "out"), "latin1") === bytes).toBe(true);
  });

  test("all bad programs", () => {
    for (const { message, source } of errorCases()) {
      writeFileSync(join(directory, "bad.c"), source);
      const { code, stderr } = run(sanitized, ["-o", "out", "bad.c"], directory);
      expect(stderr).toContain(message);
      expect(code).toBe(1);
    }
  });
});
