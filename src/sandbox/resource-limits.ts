// The resource limits of a step, and whether this process may set them. Must never lower one silently to what the host
// allows: a step would meet another limit than the contract says.

import { readFileSync } from "node:fs";
import type { Root } from "./root.ts";
import { RESOURCE_LIMITS } from "./contract.ts";

/** By prlimit(1)'s names, each `hard` or `soft:hard` in its units. */
export function resourceLimits({ limits }: Root): Readonly<Record<string, string>> {
  return { ...RESOURCE_LIMITS, fsize: String(limits.disk), nproc: String(processBackstop(limits.processes)) };
}

/** A limit that this process may not raise to what a step must have. Values are numbers or `unlimited`. */
export interface UnreachableLimit {
  /** As /proc/self/limits has it: `Max open files`. */
  readonly title: string;
  readonly name: string;
  readonly allowed: string;
  readonly needed: string;
}

/** Every limit that the host keeps lower than the sandbox sets it; not even root can raise one in a user namespace. */
export function unreachableLimits(
  root: Root,
  table: string = readFileSync("/proc/self/limits", "utf8"),
): readonly UnreachableLimit[] {
  return Object.entries(resourceLimits(root)).flatMap(([name, value]) => {
    const title = TITLES[name];
    if (title === undefined) throw new Error(`our bug: no title for the limit ${name}`);
    const needed = value.split(":").at(-1)!;
    const allowed = hardLimit(title, table);
    return allowed === undefined || amount(allowed) >= amount(needed) ? [] : [{ title, name, allowed, needed }];
  });
}

/** The lines of /proc/self/limits, by prlimit(1)'s names; proc_pid_limits(5) has the same units as prlimit(1). */
const TITLES: Readonly<Record<string, string>> = {
  as: "Max address space",
  core: "Max core file size",
  cpu: "Max cpu time",
  data: "Max data size",
  fsize: "Max file size",
  locks: "Max file locks",
  memlock: "Max locked memory",
  msgqueue: "Max msgqueue size",
  nice: "Max nice priority",
  nofile: "Max open files",
  nproc: "Max processes",
  rss: "Max resident set",
  rtprio: "Max realtime priority",
  sigpending: "Max pending signals",
  stack: "Max stack size",
};

function hardLimit(title: string, table: string): string | undefined {
  return new RegExp(`^${title}\\s+\\S+\\s+(\\S+)`, "m").exec(table)?.[1];
}

function amount(value: string): number {
  return value === "unlimited" ? Infinity : Number(value);
}

/**
 * The limit of processes proper is kept by the monitor, and this one, which the kernel keeps for ordinary users only,
 * catches what grows too fast for it. Roomy, since kernels before 5.14 count all of the user's processes on the
 * machine; but never more than the host allows, as no step could tell the difference.
 */
function processBackstop(processes: number): number {
  const hard = hardLimit("Max processes", readFileSync("/proc/self/limits", "utf8"));
  return Math.min(
    processes * 2 + 4096,
    hard === undefined || hard === "unlimited" ? Number.MAX_SAFE_INTEGER : Number(hard),
  );
}
