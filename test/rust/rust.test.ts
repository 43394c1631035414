// From gcc 13 to rustc by rustc, ripgrep and uv, and to rustc by a second bridge. Only in `npm run test:chain`, which
// builds it first where it is not here yet; a run that was stopped goes on.

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { home } from "../chain/source.ts";
import { chain, inChain } from "../extent.ts";
import { callForHours, trees } from "../faults/fromseed.ts";
import { scratchDirectory } from "../scratch.ts";

const hours = 3_600_000;

/** The digest of a stage's tree, as it was built. */
function built(stage: string): string {
  return trees(home, stage).get(stage)!;
}

/** What a program of a stage prints on this machine, which has nothing else of the chain. */
function run(stage: string, program: string, ...words: string[]): string {
  const path = join(home, "trees", built(stage), "bin", program);
  return spawnSync(path, words, { cwd: directory, env: {}, encoding: "utf8" }).stdout;
}

const directory = scratchDirectory();

describe.skipIf(!chain)(inChain("the way to uv"), () => {
  test("uv, ripgrep and all below them are built, and rustc makes itself", { timeout: 6 * hours }, () => {
    expect(callForHours(["build", "uv", "ripgrep", "rustc"])).toBe(0);
    expect(built("rustc")).toBe(built("rustc-2"));
    expect(built("rust-std-2")).toBe(built("rust-std-1"));
  });

  test("a second bridge leads to the same library and the same rustc", { timeout: 6 * hours }, () => {
    expect(callForHours(["build", "rustc-web-2"])).toBe(0);
    expect(built("rust-std-web-1")).toBe(built("rust-std-1"));
    expect(built("rustc-web-2")).toBe(built("rustc-2"));
  });

  test("a sample of rustc's own tests does by the chain's rustc what it does by the bridge", { timeout: hours }, () => {
    expect(callForHours(["build", "rust-tests", "rust-tests-bridge"])).toBe(0);
    expect(built("rust-tests")).toBe(built("rust-tests-bridge"));
  });

  test("all manifests hold, down to the seed, and nothing is undeclared", { timeout: hours }, () => {
    expect(callForHours(["verify", "uv", "ripgrep", "--closure"])).toBe(0);
    expect(callForHours(["audit", "uv", "ripgrep"])).toBe(0);
  });

  test("uv and ripgrep run on this machine too, and need nothing of it", () => {
    expect(run("uv", "uv", "--version")).toMatch(/^uv 0\.12\.5\b/);
    writeFileSync(join(directory, "words"), "from\nseed\n");
    expect(run("ripgrep", "rg", "--line-number", "se{2}d", "words")).toBe("2:seed\n");
  });
});
