// At a terminal, where a run is drawn as it goes, a command ends when it is done.

import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { removeTree } from "../../src/store/remove-tree.ts";
import { commandLine, fromseed } from "../faults/fromseed.ts";

const home = mkdtempSync(join(tmpdir(), "fromseed-terminal-"));
afterAll(() => removeTree(home));

/** Runs it at a terminal of script(1)'s. */
function atTerminal(words: string) {
  const { status, stdout, error } = spawnSync(
    "script",
    ["-qec", `${commandLine} ${words} --home '${home}'`, "/dev/null"],
    {
      encoding: "utf8",
      env: { ...process.env, TERM: "xterm" },
      stdio: ["ignore", "pipe", "inherit"],
      timeout: 30_000,
    },
  );
  return { status, stdout, error };
}

test.each(["build linker", "build linker", "reproduce linker", "reproduce linker -n 2"])(
  "%s",
  { timeout: 60_000 },
  (words) => {
    const { status, stdout, error } = atTerminal(words);
    expect([status, error], stdout).toEqual([0, undefined]);
  },
);

test("reproduce tells of no run's events but those of what had to be built first", { timeout: 60_000 }, () => {
  const { status, stdout } = fromseed(home, ["reproduce", "linker", "--json"]);
  expect([status, stdout.trim().split("\n").length], stdout).toEqual([0, 1]);
});
