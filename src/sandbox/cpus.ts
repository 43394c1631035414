// Chooses the processors that a stage's steps are pinned to. Must never choose one that this process may not use
// itself.

import { readFileSync } from "node:fs";

/** Shares the allowed processors between stages that run side by side: the least used are given first. */
export class Processors {
  readonly #uses: Map<number, number>;

  constructor(allowed: readonly number[]) {
    this.#uses = new Map(allowed.map((processor) => [processor, 0]));
  }

  /** Takes `count` processors, or all there are when there are fewer; to be given back with `release`. */
  take(count: number): readonly number[] {
    const byUse = [...this.#uses].sort(([a, aUses], [b, bUses]) => aUses - bUses || a - b);
    const taken = byUse
      .slice(0, Math.max(1, count))
      .map(([processor]) => processor)
      .sort((a, b) => a - b);
    for (const processor of taken) this.#uses.set(processor, this.#uses.get(processor)! + 1);
    return taken;
  }

  release(taken: readonly number[]): void {
    for (const processor of taken) this.#uses.set(processor, this.#uses.get(processor)! - 1);
  }
}

/** The processors that this process may use, from proc_pid_status(5)'s Cpus_allowed_list. */
export function allowedProcessors(): readonly number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  if (list === undefined) throw new Error("our bug: /proc/self/status has no Cpus_allowed_list");
  return parseProcessorList(list);
}

/** Reads a list like `0-3,8`. */
export function parseProcessorList(list: string): readonly number[] {
  return list.split(",").flatMap((range) => {
    const [first, last] = range.split("-").map(Number);
    return Array.from({ length: (last ?? first!) - first! + 1 }, (_, index) => first! + index);
  });
}
