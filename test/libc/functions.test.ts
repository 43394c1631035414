// Each function of our libc gives what the host's gives, on hard and on random input.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { alone, here, must, scratchDirectory, sources, tools, why } from "./build.ts";

describe.skipIf(!tools)(`libc's functions${why}`, () => {
  const directory = scratchDirectory();

  test.each(["-O1", "-O0"])("agree with the host's, built with %s", (level) => {
    must("gcc", [level, ...alone, "-r", "-o", "ours.o", ...sources], directory);
    must("objcopy", ["--prefix-symbols=our_", "ours.o"], directory);
    must("gcc", ["-O1", "-w", "-fno-builtin", "-no-pie", "-o", "compare", join(here, "compare.c"), "ours.o", "-lm"], directory);
    const { stdout, status } = spawnSync(join(directory, "compare"), { encoding: "latin1", timeout: 60_000 });
    expect(stdout).toMatch(/^3\d{6} comparisons, 0 differences\n$/);
    expect(status).toBe(0);
  });
});
