// Runs this checkout's fromseed as a process of its own, for tests that stop it or starve it.

import { spawn, spawnSync, type ChildProcess, type SpawnSyncReturns } from "node:child_process";
import { resolve } from "node:path";

export const checkout = resolve(import.meta.dirname, "../..");
const program = ["--disable-warning=ExperimentalWarning", resolve(checkout, "src/cli/main.ts")];

/** The words of a command line that a shell can run. */
export const commandLine = [process.execPath, ...program].map((word) => `'${word}'`).join(" ");

export function fromseed(home: string, words: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [...program, ...words, "--home", home], { encoding: "utf8", timeout: 120_000 });
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
