// Each function of our libc gives what the host's gives, on hard and on random input.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { finished } from "../chain/source.ts";
import { alone, folder, here, must, sources, strict, tools, why } from "./build.ts";
import { all } from "../extent.ts";
import { scratchDirectory } from "../scratch.ts";

describe.skipIf(!tools)(`libc's functions${why}`, () => {
  const directory = scratchDirectory();

  function compare(): void {
    must("objcopy", ["--prefix-symbols=our_", "ours.o"], directory);
    must(
      "gcc",
      ["-O1", "-w", "-fno-builtin", "-no-pie", "-o", "compare", join(here, "compare.c"), "ours.o", "-lm"],
      directory,
    );
    const { stdout, status } = spawnSync(join(directory, "compare"), [all ? "1" : "10"], {
      encoding: "latin1",
      timeout: 60_000,
    });
    expect(stdout).toMatch(/^\d{5,7} comparisons, 0 differences\n$/);
    expect(status).toBe(0);
  }

  test("agree with the host's, built by gcc", () => {
    must("gcc", ["-O1", ...strict, ...alone, "-r", "-o", "ours.o", ...sources], directory);
    compare();
  });

  test.skipIf(finished === undefined)(
    "agree with the host's, built by the chain's tinycc (skipped when that was not built here)",
    () => {
      must(
        join(finished!, "bin/tcc"),
        [
          "-r",
          "-nostdinc",
          `-I${join(finished!, "lib/tcc/include")}`,
          `-I${join(folder, "include")}`,
          "-o",
          "libc.o",
          ...sources,
        ],
        directory,
      );
      must("gcc", ["-r", "-nostdlib", "-o", "ours.o", "libc.o", join(finished!, "lib/tcc/libtcc1.a")], directory);
      compare();
    },
  );
});
