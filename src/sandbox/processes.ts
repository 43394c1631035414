// Reads from /proc which processes run below one, and what they take. Must never count a process of another stage.

import { readFileSync, readdirSync } from "node:fs";

export interface Usage {
  /** Processes and threads. */
  readonly tasks: number;
  /** Bytes that are theirs alone to give back: anonymous and shared memory, resident or swapped out. */
  readonly memory: number;
}

/** What all processes below `ancestor` take together, itself not counted. Processes that end meanwhile are left out. */
export function usageBelow(ancestor: number): Usage {
  const children = new Map<number, { pid: number; tasks: number }[]>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = read(`/proc/${name}/stat`);
    if (stat === undefined) continue;
    // The name of a program may hold anything; the fields after its closing bracket are numbers but for the state.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const parent = Number(fields[1]);
    const child = { pid: Number(name), tasks: Number(fields[17]) };
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [child]);
    else siblings.push(child);
  }
  let tasks = 0;
  let memory = 0;
  const waiting = [...(children.get(ancestor) ?? [])];
  for (let found = waiting.pop(); found !== undefined; found = waiting.pop()) {
    tasks += found.tasks;
    memory += memoryOf(found.pid);
    waiting.push(...(children.get(found.pid) ?? []));
  }
  return { tasks, memory };
}

function memoryOf(pid: number): number {
  const status = read(`/proc/${pid}/status`) ?? "";
  return status.matchAll(/^(?:RssAnon|RssShmem|VmSwap):\s*(\d+) kB$/gm).reduce((sum, match) => sum + Number(match[1]) * 1024, 0);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return undefined;
  }
}
