// Runs the sandbox's tests as an ordinary user, when they are run by root: the way most people build.

import { join } from "node:path";
import { execa } from "execa";
import { test } from "vitest";

const checkout = join(import.meta.dirname, "../..");
const NOBODY = "65534";
const asNobody = (argv: readonly string[]) =>
  execa("setpriv", [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", ...argv], {
    cwd: checkout,
    reject: false,
    all: true,
    env: { HOME: "/nonexistent", BUILD_FIRST: "no" },
  });

/** What keeps an ordinary user from running them at all; undefined when nothing does. */
async function obstacle(): Promise<string | undefined> {
  if (process.getuid!() !== 0) return "not run by root: the other tests have just been run as an ordinary user";
  const reads = await asNobody([
    process.execPath,
    "-e",
    `require("fs").readFileSync(${JSON.stringify(join(import.meta.dirname, "seen.test.ts"))})`,
  ]);
  if (reads.exitCode !== 0) return "an ordinary user cannot read this checkout";
  const unshares = await asNobody(["unshare", "--user", "--map-root-user", "--mount", "true"]);
  return unshares.exitCode === 0 ? undefined : "an ordinary user may not make user namespaces on this machine";
}

test("the sandbox's tests pass for an ordinary user", { timeout: 120_000 }, async (context) => {
  const why = await obstacle();
  if (why !== undefined) return context.skip(why);
  const ran = await asNobody([
    process.execPath,
    "node_modules/vitest/vitest.mjs",
    "run",
    "--configLoader",
    "runner",
    "--no-cache",
    "test/sandbox/seen.test.ts",
    "test/sandbox/limits.test.ts",
    "test/sandbox/shell.test.ts",
  ]);
  if (ran.exitCode !== 0) throw new Error(ran.all);
});
