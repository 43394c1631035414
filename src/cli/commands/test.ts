// fromseed test: the checks and tests of fromseed itself, in this checkout: types, form and style, then the suite.
// Must never decide what a test does: the suite reads FROMSEED_TEST and FROMSEED_SEED.

import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { delimiter, dirname } from "node:path";
import { durationText } from "../../report/duration-text.ts";
import { harmless } from "../../report/harmless.ts";
import { fail, succeed, type Result } from "../../model/failure.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { reason } from "../reason.ts";

const TYPES = ["node_modules/typescript/bin/tsc"];
/** The page's code sees the types of a browser, not of Node. */
const PAGE_TYPES = [...TYPES, "-p", "src/page"];
const STYLE = ["node_modules/@biomejs/biome/bin/biome", "ci", "--error-on-warnings", "--log-level=warn"];
/** Biome colours what it writes to a file too, and does not ask NO_COLOR. */
const PLAIN_STYLE = ["--colors=off"];
const SUITE = ["node_modules/vitest/vitest.mjs", "run"];

export async function main(context: Context, options: Options): Promise<number> {
  const all = options.switches.has("all");
  const seed = context.environment["FROMSEED_SEED"] ?? String(randomInt(2 ** 31));
  const environment: Record<string, string | undefined> = {
    ...context.environment,
    PATH: `${dirname(process.execPath)}${delimiter}${context.environment["PATH"] ?? "/usr/bin:/bin"}`,
    // The default one need not be there yet.
    ...(context.homeFrom === "flag" ? { FROMSEED_HOME: context.home } : {}),
    FROMSEED_SEED: seed,
    FROMSEED_TEST: all ? "all" : "some",
  };
  // Tests choose for themselves; this user's choice would hide warnings, and packages.
  delete environment["NODE_ENV"];
  // How this fromseed was called is not how the tests call theirs.
  delete environment["FROMSEED_CALLED"];
  if (!context.color) environment["NO_COLOR"] = "1";
  context.warn(
    (all
      ? "All of fromseed's tests: up to 40 minutes on two idle cores.\n"
      : "fromseed's tests, with a tenth of the random programs and kills (--all: all of them): 4 minutes on two idle cores.\n") +
      `Random choices begin with FROMSEED_SEED=${harmless(seed)}; set it to make them again.\n`,
  );
  const parts = [
    ["types", TYPES],
    ["types of the page", PAGE_TYPES],
    ["form and style", [...STYLE, ...(context.color ? [] : PLAIN_STYLE)]],
    ["tests", [...SUITE, ...(options.rest ?? [])]],
  ] as const;
  for (const [name, argv] of parts) {
    const begun = context.now();
    context.warn(`${name} ...\n`);
    const passed = await runNode(context, argv, environment);
    if (!passed.ok) return reportFailures(context, passed.failures);
    context.signal.throwIfAborted();
    const took = durationText((context.now() - begun) / 1000);
    context.warn(`${name}: ${passed.value ? "passed" : "failed"} (${took})\n`);
    if (!passed.value) return EXIT.failed;
  }
  return EXIT.done;
}

/** Runs a script with this Node, on this terminal; tells whether it ended well. A Ctrl-C reaches it by itself. */
function runNode(
  { checkout, signal }: Context,
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Result<boolean>> {
  const child = spawn(process.execPath, argv, { cwd: checkout, env: environment, stdio: "inherit" });
  const stop = (): void => void child.kill("SIGTERM");
  signal.addEventListener("abort", stop);
  return new Promise<Result<boolean>>((resolve) => {
    child.on("error", (error) => resolve(fail("program-missing", `Cannot run "${argv[0]}": ${reason(error)}`)));
    child.on("close", (code) => resolve(succeed(code === 0)));
  }).finally(() => signal.removeEventListener("abort", stop));
}
