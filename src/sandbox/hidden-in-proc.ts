// Says which entries of /proc a step must not see: all of the kernel's that the contract does not name. Must never be a
// list of names to hide: every kernel, and every driver of it, adds others, and some of them are settings of the machine
// that a step of root's could write.

import { readdirSync } from "node:fs";
import { LINKS_IN_PROC, SHOWN_IN_PROC } from "./contract.ts";

export interface HiddenEntry {
  readonly name: string;
  readonly kind: "file" | "directory";
}

/**
 * What is to be laid over with nothing, from the entries that this machine's own /proc has. Where that does not show all
 * that a fresh one would, the kernel lets no fresh one be mounted.
 */
export function hiddenInProc(): readonly HiddenEntry[] {
  const shown = new Set<string>([...SHOWN_IN_PROC, ...LINKS_IN_PROC]);
  const kernels = readdirSync("/proc", { withFileTypes: true })
    .filter(({ name }) => !/^\d+$/.test(name) && !shown.has(name))
    .map((entry): HiddenEntry => ({ name: entry.name, kind: entry.isDirectory() ? "directory" : "file" }));
  return [{ name: "1", kind: "directory" }, ...kernels];
}
