// Runs a rung as a process with a time limit. Must never let one hang a test.

import { spawnSync } from "node:child_process";

export interface Run {
  /** null when a signal ended it, the time limit's among them. */
  readonly code: number | null;
  readonly signal: string | null;
  readonly stderr: string;
}

export function run(program: string, args: readonly string[]): Run {
  const { status, signal, stderr } = spawnSync(program, args, {
    timeout: 10_000,
    encoding: "latin1",
    stdio: ["ignore", "ignore", "pipe"],
  });
  return { code: status, signal, stderr };
}
