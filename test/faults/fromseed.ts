// Runs this checkout's fromseed as a process of its own. Must be the only place of the tests that knows its command
// line.

import { spawn, spawnSync, type ChildProcess, type SpawnSyncOptions, type SpawnSyncReturns } from "node:child_process";
import { resolve } from "node:path";

export const checkout = resolve(import.meta.dirname, "../..");
const program = ["--disable-warning=ExperimentalWarning", resolve(checkout, "src/cli/main.ts")];

/** What starts fromseed, before its own words. */
export const argv: readonly string[] = [process.execPath, ...program];

/** The same for a shell. */
export const commandLine = argv.map((word) => `'${word}'`).join(" ");

/** Runs fromseed in the default state folder, or wherever the words say. */
export function call(words: readonly string[], options: SpawnSyncOptions = {}): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [...program, ...words], { timeout: 120_000, ...options, encoding: "utf8" });
}

/** Runs it for hours, as a long build does, and shows what it says on the way; how it ended. */
export function callForHours(words: readonly string[]): number | null {
  return call(words, { stdio: ["ignore", "inherit", "inherit"], timeout: 6 * 3_600_000 }).status;
}

export function fromseed(home: string, words: readonly string[]): SpawnSyncReturns<string> {
  return call([...words, "--home", home]);
}

export function startFromseed(
  home: string,
  words: readonly string[],
  stdout: "ignore" | "pipe" = "ignore",
  stderr: "ignore" | "pipe" = "ignore",
): ChildProcess {
  return spawn(process.execPath, [...program, ...words, "--home", home], { stdio: ["ignore", stdout, stderr] });
}

/** Tree digests of a target and all that it descends from, by name; of a stage that is not built, its state. */
export function trees(home: string, target: string): ReadonlyMap<string, string> {
  const { stdout, stderr } = fromseed(home, ["list", target, "--json"]);
  if (stderr !== "") throw new Error(stderr);
  const listed = JSON.parse(stdout) as { name: string; state: string; digest?: string }[];
  return new Map(listed.map((row) => [row.name, row.state === "built" ? row.digest! : row.state]));
}
