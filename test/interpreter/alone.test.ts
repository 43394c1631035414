// It runs on Node alone: `replay --interpreted` with nothing on PATH and an empty environment, where whatever would start
// a process or load a native addon is refused before it is loaded. With FROMSEED_TEST=all, all of the way to tinycc, in
// less than 512 MiB.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout } from "../cli/in-process.ts";
import { all } from "../extent.ts";
import { scratchDirectory } from "../scratch.ts";

const directory = scratchDirectory();

/** Refuses what is not Node's own or ours, and tells at the end the most memory that was used. */
const GUARD = `
import { registerHooks } from "node:module";
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    if (/child_process|cluster|\\.node$/.test(found.url)) throw new Error("refused: " + found.url);
    return found;
  },
});
process.dlopen = (_, file) => { throw new Error("refused: " + file); };
process.on("exit", () => console.error("most memory: " + process.resourceUsage().maxRSS));
`;

const guarded = (...words: readonly string[]) =>
  spawnSync(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      "--import",
      `data:text/javascript,${encodeURIComponent(GUARD)}`,
      join(checkout, "src/cli/main.ts"),
      ...words,
      "--home",
      join(directory, "home"),
    ],
    { cwd: directory, encoding: "utf8", env: { PATH: "" }, maxBuffer: 1 << 26 },
  );

test("with no program at hand and nothing native the trees are the expected ones", { timeout: 120_000 }, () => {
  const { status, stdout, stderr } = guarded("replay", "--interpreted", "cc0", "--offline");
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/^most memory: \d+\n$/) });
  expect(stdout).toContain("all 5 trees as expected");
});

test("the guard refuses what it should", () => {
  const { status, stderr } = guarded("shell", "asm", "--", "/bin/true");
  expect(status).not.toBe(0);
  expect(stderr).toContain("refused: node:child_process");
});

test.runIf(all)("the way to tinycc takes less than 512 MiB", { timeout: 600_000 }, () => {
  const { status, stdout, stderr } = guarded("replay", "--interpreted", "tinycc");
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/^most memory: \d+\n$/) });
  expect(stdout).toContain("all 9 trees as expected");
  expect(Number(/\d+/.exec(stderr)![0])).toBeLessThan(512 * 1024);
});
