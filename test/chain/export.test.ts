// The exported chain, replayed without fromseed: with nothing but a kernel and a shell, and in roots of its own, to the
// same digests.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { fromseed } from "../faults/fromseed.ts";
import { finished } from "./source.ts";

const directory = mkdtempSync(join(tmpdir(), "fromseed-export-"));
const exported = join(directory, "chain");
const home = finished === undefined ? undefined : join(finished, "../..");

beforeAll(() => {
  if (home === undefined) return;
  const { status, stderr } = fromseed(home, ["export", "tinycc", exported, "--replay", "--closure"]);
  expect(status, stderr).toBe(0);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test.skipIf(home === undefined)(
  "a shell alone, without any program of this machine, repeats the chain (skipped where tinycc was not built)",
  () => {
    const run = spawnSync("/bin/sh", ["plain.sh"], {
      cwd: exported,
      env: { PATH: "/none", CPATH: "/usr/include" },
      encoding: "utf8",
      timeout: 60_000,
    });
    expect(run.stderr).toBe("");
    expect(run.status).toBe(0);
    const lines = readFileSync(join(exported, "digests.sha256"), "utf8").trimEnd().split("\n");
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines)
      expect(`${sha256(readFileSync(join(exported, line.slice(66))))}  ${line.slice(66)}`).toBe(line);
  },
);

test.skipIf(home === undefined)("the sealed replay repeats the chain (skipped where tinycc was not built)", () => {
  const run = spawnSync("/bin/sh", ["replay.sh"], { cwd: exported, encoding: "utf8", timeout: 60_000 });
  expect(run.status, run.stdout + run.stderr).toBe(0);
  expect(run.stdout).toMatch(/tinycc: [0-9a-f]{64} as expected\n$/);
});
