// The long chain, to gcc 13's fixpoint. Not in every run: `npm run test:chain`. It builds in the default state folder,
// outside the checkout, so that a run that was stopped goes on, and one after a finished build only checks.

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { home, pinned, project } from "../chain/source.ts";
import { callForHours } from "../faults/fromseed.ts";

const hours = 3_600_000;

test("gcc 13 and all below it have the pinned digests", { timeout: 4 * hours }, () => {
  expect(callForHours(["build", "gcc-13", "gcc-torture", "g++-tests"])).toBe(0);
});

test("all manifests hold, down to the seed, and nothing is undeclared", { timeout: hours }, () => {
  expect(callForHours(["verify", "gcc-13", "--closure"])).toBe(0);
  expect(callForHours(["audit", "gcc-13"])).toBe(0);
});

test("gcc 13 by gcc 13 by gcc 13 is gcc 13 by gcc 13", () => {
  expect(pinned("gcc-13")).toBeDefined();
  expect(pinned("gcc-13")).toBe(pinned("gcc-13-2"));
});

/** What a results file of gcc's torture tests says of each test: all that it failed at. */
function failures(file: string): readonly string[] {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  expect(lines.length).toBeGreaterThan(3000);
  return lines.filter((line) => !line.startsWith("pass "));
}

const gcc = spawnSync("gcc", ["--version"]).status === 0;

describe.skipIf(!gcc)(`gcc's torture tests${gcc ? "" : " (skipped: there is no gcc here)"}`, () => {
  const directory = mkdtempSync(join(tmpdir(), "fromseed-torture-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test("what our gcc fails, the machine's own gcc fails too, but for decimal floating point, which ours is configured without", {
    timeout: hours,
  }, () => {
    expect(callForHours(["fetch", "gcc-torture"])).toBe(0);
    const recipe = join(project, "recipes/gcc-torture");
    const tree = /^ +tree: (\S+)$/m.exec(readFileSync(join(recipe, "recipe.yaml"), "utf8"))![1]!;
    const tests = join(home, "trees", tree, "gcc/testsuite/gcc.c-torture/execute");
    expect(existsSync(tests)).toBe(true);
    const environment = { ...process.env, CC: "gcc", LINK: "", JOBS: String(cpus().length), LC_ALL: "C" };
    const run = spawnSync("sh", [join(recipe, "torture.sh"), tests, "results", "-O0", "-O2"], {
      cwd: directory,
      env: environment,
      stdio: ["ignore", "ignore", "inherit"],
      timeout: hours,
    });
    expect(run.status).toBe(0);
    const theirs = new Set(failures(join(directory, "results")));
    const ours = failures(join(home, "trees", pinned("gcc-torture")!, "share/gcc-torture/results")).filter((line) =>
      / -O[02]$/.test(line),
    );
    for (const line of ours) expect(theirs.has(line) || line.startsWith("does-not-compile pr80692 "), line).toBe(true);
  });
});

const gxx = spawnSync("g++", ["--version"]).status === 0;

describe.skipIf(!gxx)(`a sample of g++'s and libstdc++'s tests${gxx ? "" : " (skipped: there is no g++ here)"}`, () => {
  const directory = mkdtempSync(join(tmpdir(), "fromseed-sample-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test("what our g++ fails, the machine's own g++ fails too, but for what musl has not got", { timeout: hours }, () => {
    expect(callForHours(["fetch", "g++-tests"])).toBe(0);
    const recipe = join(project, "recipes/g++-tests");
    const tree = /^ +tree: (\S+)$/m.exec(readFileSync(join(recipe, "recipe.yaml"), "utf8"))![1]!;
    const environment = { ...process.env, CXX: "g++", LINK: "", JOBS: String(cpus().length), LC_ALL: "C" };
    const run = spawnSync("sh", [join(recipe, "sample.sh"), join(home, "trees", tree), "300", "results"], {
      cwd: directory,
      env: environment,
      stdio: ["ignore", "ignore", "inherit"],
      timeout: hours,
    });
    expect(run.status).toBe(0);
    const results = readFileSync(join(directory, "results"), "utf8").trimEnd().split("\n");
    expect(results.length).toBe(600);
    // The machine's may be older than the tests, so it may fail more; it must pass most, or the sample shows nothing.
    expect(results.filter((line) => line.startsWith("pass ")).length).toBeGreaterThan(540);
    const explained = readFileSync(join(recipe, "failures"), "utf8").matchAll(/^([^#\n]+?) *# (.+)$/gm);
    // The machine's C library is not musl.
    for (const [, line, reason] of explained)
      expect(results).toContain(/\bmusl\b/.test(reason!) ? line!.replace(/^\S+/, "pass") : line);
  });
});
