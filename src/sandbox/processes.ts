// Reads from /proc which processes run below one, and what they take. Must never count a process of another stage.

import { readFileSync, readdirSync } from "node:fs";

export interface Usage {
  /** Processes and threads. */
  readonly tasks: number;
  /** Bytes that are theirs alone to give back: anonymous and shared memory, resident or swapped out. */
  readonly memory: number;
}

/** How many process namespaces a step's processes are within, counted from this one: the chain's, then bubblewrap's. */
const DEPTH = 2;

/** What the processes that a chain has sealed in take together. Processes that end meanwhile are left out. */
export function usageWithin(chain: number): Usage {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = read(`/proc/${name}/stat`);
    if (stat === undefined) continue;
    // The name of a program may hold anything; after its closing bracket come the state and the parent.
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ", 2)[1]);
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [Number(name)]);
    else siblings.push(Number(name));
  }
  const depth = namespaceIds(read("/proc/self/status") ?? "").length + DEPTH;
  let tasks = 0;
  let memory = 0;
  const waiting = [chain];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    waiting.push(...(children.get(pid) ?? []));
    const status = read(`/proc/${pid}/status`) ?? "";
    const ids = namespaceIds(status);
    if (ids.length !== depth || ids.at(-1) === "1") continue; // One of the chain, or bubblewrap's process 1.
    tasks += Number(/^Threads:\s*(\d+)$/m.exec(status)?.[1] ?? 1);
    memory += status
      .matchAll(/^(?:RssAnon|RssShmem|VmSwap):\s*(\d+) kB$/gm)
      .reduce((sum, match) => sum + Number(match[1]) * 1024, 0);
  }
  return { tasks, memory };
}

/** A process's number in each process namespace that it is in, the outermost first. */
function namespaceIds(status: string): readonly string[] {
  return /^NSpid:\s*(.*)$/m.exec(status)?.[1]?.split(/\s+/) ?? [];
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return undefined;
  }
}
