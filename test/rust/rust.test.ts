// From gcc 13 to rustc by rustc, ripgrep and uv. Only in `npm run test:chain`, which builds it first where it is not
// here yet; a run that was stopped goes on.

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { home, pinned } from "../chain/source.ts";
import { call } from "../faults/fromseed.ts";
import { scratchDirectory } from "../scratch.ts";

const hours = 3_600_000;
const wanted = process.env["FROMSEED_CHAIN"] === "yes";

function fromseed(...words: string[]): number | null {
  return call(words, { stdio: ["ignore", "inherit", "inherit"], timeout: 6 * hours }).status;
}

/** What a program of a stage prints on this machine, which has nothing else of the chain. */
function run(stage: string, program: string, ...words: string[]): string {
  const path = join(home, "trees", pinned(stage)!, "bin", program);
  return spawnSync(path, words, { cwd: directory, env: {}, encoding: "utf8" }).stdout;
}

const directory = scratchDirectory();

describe.skipIf(!wanted)(`the way to uv${wanted ? "" : " (skipped: it is in npm run test:chain)"}`, () => {
  test("uv, ripgrep and all below them have the pinned digests, and rustc makes itself", { timeout: 6 * hours }, () => {
    expect(fromseed("build", "uv", "ripgrep", "rustc")).toBe(0);
  });

  test("a sample of rustc's own tests does by the chain's rustc what it does by the bridge", { timeout: hours }, () => {
    expect(fromseed("build", "rust-tests", "rust-tests-bridge")).toBe(0);
    expect(pinned("rust-tests")).toBe(pinned("rust-tests-bridge"));
  });

  test("all manifests hold, down to the seed, and nothing is undeclared", { timeout: hours }, () => {
    expect(fromseed("verify", "uv", "ripgrep", "--closure")).toBe(0);
    expect(fromseed("audit", "uv", "ripgrep")).toBe(0);
  });

  test("uv and ripgrep run on this machine too, and need nothing of it", () => {
    expect(run("uv", "uv", "--version")).toMatch(/^uv 0\.12\.5\b/);
    writeFileSync(join(directory, "words"), "from\nseed\n");
    expect(run("ripgrep", "rg", "--line-number", "se{2}d", "words")).toBe("2:seed\n");
  });
});
