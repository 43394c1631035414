// Whole programs do the same with our libc, built by gcc, by cc1 or by the chain's tinycc, as with the host's C
// library.

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildWithGcc } from "../cc1/build.ts";
import { finished } from "../chain/source.ts";
import { alone, folder, here, must, sources, strict, tools, why } from "./build.ts";
import { scratchDirectory } from "../scratch.ts";

describe.skipIf(!tools)(
  `programs with libc${why}${finished === undefined ? " (without tinycc: it was not built here)" : ""}`,
  () => {
    const directory = scratchDirectory();
    const cc1 = tools ? buildWithGcc() : "";
    const byGcc = ["-w", "-O1", "-static", "-no-pie", ...strict, ...alone];
    if (tools) must("gcc", [...byGcc, "-r", "-o", "libc.o", ...sources], directory);

    function run(program: string): unknown {
      const { status, stdout, stderr } = spawnSync(join(directory, program), ["one", "", "three words"], {
        cwd: directory,
        env: { LIBC_TEST: "a value" },
        encoding: "latin1",
        timeout: 20_000,
      });
      return { status, stdout, stderr };
    }

    test.each(readdirSync(join(here, "run")))("%s", (name) => {
      const source = join(here, "run", name);
      must("gcc", ["-w", "-D_GNU_SOURCE", "-o", "host", source], directory);
      must("gcc", [...byGcc, "-o", "gcc", "libc.o", source], directory);
      must(
        cc1,
        ["-o", "cc1-built", "-I", join(folder, "include-cc1"), "-I", join(folder, "include"), ...sources, source],
        directory,
      );
      const expected = run("host");
      if (finished !== undefined) {
        const at = (path: string): string => join(finished!, path);
        must(
          at("bin/tcc"),
          [
            "-nostdlib",
            "-static",
            "-nostdinc",
            `-I${at("lib/tcc/include")}`,
            `-I${at("include")}`,
            "-o",
            "tinycc-built",
            at("lib/crt1.o"),
            source,
            at("lib/libc.a"),
            at("lib/tcc/libtcc1.a"),
          ],
          directory,
        );
        expect(run("tinycc-built")).toEqual(expected);
      }
      expect(run("gcc")).toEqual(expected);
      expect(run("cc1-built")).toEqual(expected);
    });

    test("lost output is failure", () => {
      must(
        cc1,
        [
          "-o",
          "full",
          "-I",
          join(folder, "include-cc1"),
          "-I",
          join(folder, "include"),
          ...sources,
          join(here, "full.c"),
        ],
        directory,
      );
      expect(run("full")).toEqual({ status: 1, stdout: "", stderr: "" });
    });
  },
);
