// Random programs by csmith, with fixed seeds: what cc1 and the chain's tinycc make of them prints the checksum that
// gcc's prints. Must never blame us for a fault that tinycc has by itself.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  buildCc1,
  buildTinyccWithCc1,
  buildTinyccWithGcc,
  chain,
  csmith,
  gcc,
  link,
  must,
  type Run,
  run,
  whyNoTinycc,
  withLibc,
  write,
} from "./compilers.ts";
import { rounds } from "../extent.ts";
import { scratchDirectory } from "../scratch.ts";

const include = "/usr/include/csmith";
const headers = [`-I${join(import.meta.dirname, "csmith")}`, `-I${include}`];
const seeds = rounds(15).map((round) => round + 1);
const patience = 60_000 + seeds.length * 4_000;

const why =
  !csmith || !existsSync(join(include, "safe_math.h"))
    ? " (skipped: there is no csmith and libcsmith-dev here)"
    : gcc
      ? ""
      : " (skipped: there is no gcc here)";
const directory = scratchDirectory();

interface Program {
  readonly seed: number;
  readonly path: string;
  /** What it prints when gcc has compiled it: the checksum after each variable, and the last. */
  readonly expected: Run;
}

/** The program of a seed; undefined when csmith gives up, or when it runs for long: some of csmith's do not end. */
function program(seed: number, options: readonly string[]): Program | undefined {
  // Every fourth program has floating numbers too.
  const floats = seed % 4 === 0 && !options.includes("--no-float") ? ["--float"] : [];
  const { status, stdout } = spawnSync("csmith", ["-s", `${seed}`, ...floats, ...options], {
    cwd: directory,
    encoding: "latin1",
    timeout: 20_000,
    maxBuffer: 1 << 26,
  });
  if (status !== 0) return undefined;
  // tinycc knows no push without a number.
  const path = write(
    directory,
    "random.c",
    stdout.replaceAll("#pragma pack(push)\n#pragma pack(1)", "#pragma pack(push, 1)"),
  );
  const oracle = join(directory, "oracle");
  // csmith converts negative floating numbers to unsigned ones, for which C has no answer: such a program ends early.
  const defined = floats.length === 0 ? [] : ["-fsanitize=float-cast-overflow", "-fno-sanitize-recover=all"];
  must("gcc", ["-w", "-O1", "-fwrapv", "-fno-strict-aliasing", ...defined, ...headers, "-o", oracle, path], directory);
  const expected = run(oracle, ["1"], directory, 1_000);
  return expected.code === 0 ? { seed, path, expected } : undefined;
}

/** The programs of all seeds, one at a time; complains when csmith made too few. */
function each(options: readonly string[], check: (program: Program) => void): number {
  const checked = seeds.filter((seed) => {
    const made = program(seed, options);
    if (made !== undefined) check(made);
    return made !== undefined;
  });
  expect(checked.length).toBeGreaterThanOrEqual(seeds.length / 3);
  return checked.length;
}

describe.skipIf(why !== "")(`programs by csmith${why}`, () => {
  test("compiled by cc1 print what gcc's print", { timeout: patience }, () => {
    const cc1 = buildCc1();
    // cc1 refuses functions that return structs, initialisers of bit-fields and most floating constants, and ignores
    // pragmas.
    const safeMath = readFileSync(join(include, "safe_math.h"), "latin1");
    write(
      directory,
      "safe_math.h",
      `${safeMath.slice(0, safeMath.search(/^#ifdef __STDC__\s+STATIC float$/m))}#endif\n`,
    );
    const count = each(
      ["--no-packed-struct", "--no-return-structs", "--no-return-unions", "--no-bitfields", "--no-float"],
      ({ seed, path, expected }) => {
        const made = join(directory, "by-cc1");
        const compiled = run(cc1, ["-o", made, `-I${directory}`, ...headers, ...withLibc, path], directory);
        expect({ seed, ...compiled }).toEqual({ seed, code: 0, output: "" });
        expect({ seed, ...run(made, ["1"], directory, 20_000) }).toEqual({ seed, ...expected });
      },
    );
    console.log(`csmith: ${count} programs compiled by cc1`);
  });

  test.skipIf(whyNoTinycc !== "")(
    `compiled by the chain's tinycc print what gcc's print${whyNoTinycc}`,
    { timeout: patience },
    () => {
      const others = [buildTinyccWithGcc(), buildTinyccWithCc1()];
      const faults: number[] = [];
      const count = each([], ({ seed, path, expected }) => {
        const object = join(directory, "random.o");
        const [ours, ...theirs] = [chain.tcc, ...others].map((compiler) => {
          const { code, output } = run(compiler, ["-c", "-o", object, ...chain.headers, ...headers, path], directory);
          return { seed, code, output, object: code === 0 ? readFileSync(object, "base64") : "none" };
        });
        for (const other of theirs) expect(other).toEqual(ours);
        const made = join(directory, "by-tinycc");
        const linked = ours!.code === 0 ? link(made, [object], directory) : ours!;
        const ran = linked.code === 0 ? run(made, ["1"], directory, 20_000) : linked;
        // All three tinyccs made this same object: where it is wrong, tinycc is.
        if (ran.code !== expected.code || ran.output !== expected.output) faults.push(seed);
      });
      console.log(
        `csmith: ${count} programs compiled by tinycc; tinycc's own faults, by seed: ${faults.join(" ") || "none"}`,
      );
      expect(faults.length).toBeLessThan(2 + count / 20);
    },
  );
});
