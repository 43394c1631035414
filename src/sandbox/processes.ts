// Reads from /proc which processes run below one, and what they take. Must never count a process of another stage.

import { readFileSync, readdirSync, readlinkSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export interface Usage {
  /** Processes and threads. */
  readonly tasks: number;
  /** Bytes that are theirs alone to give back: anonymous and shared memory, resident or swapped out. */
  readonly memory: number;
}

/**
 * The processes that a chain has sealed in. They are deeper in process namespaces than this process, by bubblewrap's
 * and, where the chain has one, by the chain's own.
 */
export interface SealedIn {
  readonly chain: number;
  readonly chainHasNamespace: boolean;
}

/** What they take together. Processes that end meanwhile are left out. */
export function usageWithin(sealed: SealedIn): Usage {
  let tasks = 0;
  let memory = 0;
  for (const { status } of processesWithin(sealed)) {
    tasks += Number(/^Threads:\s*(\d+)$/m.exec(status)?.[1] ?? 1);
    memory += status
      .matchAll(/^(?:RssAnon|RssShmem|VmSwap):\s*(\d+) kB$/gm)
      .reduce((sum, match) => sum + Number(match[1]) * 1024, 0);
  }
  return { tasks, memory };
}

/** Bytes allocated to files that have no name any more, and that they still hold open. Each file counts once. */
export function namelessBytes(sealed: SealedIn): number {
  const files = new Map<string, number>();
  for (const { pid } of processesWithin(sealed)) {
    for (const descriptor of attempt(() => readdirSync(`/proc/${pid}/fd`)) ?? []) {
      const found = attempt(() => statSync(`/proc/${pid}/fd/${descriptor}`));
      if (found?.isFile() && found.nlink === 0) files.set(`${found.dev}:${found.ino}`, found.blocks * 512);
    }
  }
  return files.values().reduce((sum, bytes) => sum + bytes, 0);
}

/** Waits until no process is left in a process namespace, told by its number. The dead that nobody takes in are none. */
export async function namespaceEmptied(namespace: number): Promise<void> {
  const within = (pid: string): boolean =>
    attempt(() => readlinkSync(`/proc/${pid}/ns/pid`)) === `pid:[${namespace}]` &&
    !/^State:\s*[ZX]/m.test(read(`/proc/${pid}/status`) ?? "State: X");
  while (processNumbers().some(within)) await sleep(2);
}

function* processesWithin({
  chain,
  chainHasNamespace,
}: SealedIn): Iterable<{ readonly pid: number; readonly status: string }> {
  const depth = namespaceIds(read("/proc/self/status") ?? "").length + (chainHasNamespace ? 2 : 1);
  const children = childrenOf(chain) === undefined ? allChildren() : undefined;
  const waiting = [chain];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    waiting.push(...(children === undefined ? (childrenOf(pid) ?? []) : (children.get(pid) ?? [])));
    const status = read(`/proc/${pid}/status`) ?? "";
    const ids = namespaceIds(status);
    if (ids.length !== depth || ids.at(-1) === "1") continue; // One of the chain, or bubblewrap's process 1.
    yield { pid, status };
  }
}

/** A process's children as the kernel lists them, for each of its threads; undefined where it has no such list. */
function childrenOf(pid: number): readonly number[] | undefined {
  const lists = (attempt(() => readdirSync(`/proc/${pid}/task`)) ?? []).map((thread) =>
    read(`/proc/${pid}/task/${thread}/children`),
  );
  if (lists.every((list) => list === undefined)) return undefined;
  return lists.flatMap((list) => (list ?? "").split(" ").filter((number) => number !== "")).map(Number);
}

/** The children of every process, told from their parents. */
function allChildren(): ReadonlyMap<number, readonly number[]> {
  const children = new Map<number, number[]>();
  for (const name of processNumbers()) {
    const stat = read(`/proc/${name}/stat`);
    if (stat === undefined) continue;
    // The name of a program may hold anything; after its closing bracket come the state and the parent.
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ", 2)[1]);
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [Number(name)]);
    else siblings.push(Number(name));
  }
  return children;
}

function processNumbers(): readonly string[] {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
}

/** A process's number in each process namespace that it is in, the outermost first. */
function namespaceIds(status: string): readonly string[] {
  return /^NSpid:\s*(.*)$/m.exec(status)?.[1]?.split(/\s+/) ?? [];
}

function read(path: string): string | undefined {
  return attempt(() => readFileSync(path, "latin1"));
}

/** What a call gives; undefined when the process has ended, or is not this user's to look at. */
function attempt<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch {
    return undefined;
  }
}
