// All commits that some commits descend from, as far as they are here: their trees and parents. Must never believe
// anything but the commits themselves: no graft, replacement or list of a shallow clone cuts one off that is here.

import type { ObjectReader } from "../git/object-reader.ts";
import { succeed, type Result } from "../model/failure.ts";

export interface Linked {
  readonly tree: string;
  readonly parents: readonly string[];
}

export interface CommitGraph {
  readonly commits: ReadonlyMap<string, Linked>;
  /** Commits of a shallow clone whose parents are not here. */
  readonly cut: ReadonlySet<string>;
}

/** Asked for at once: more would only wait in memory. */
const AT_ONCE = 256;

export async function loadGraph(
  reader: ObjectReader,
  tips: readonly string[],
  shallow: ReadonlySet<string>,
): Promise<Result<CommitGraph>> {
  const commits = new Map<string, Linked>();
  const missing = new Map<string, Result<never>>();
  const asked = new Set(tips);
  const waiting = [...asked];
  while (waiting.length > 0) {
    const some = waiting.splice(0, AT_ONCE);
    const read = await Promise.all(some.map((id) => reader.commit(id)));
    for (const [i, commit] of read.entries()) {
      const id = some[i]!;
      if (!commit.ok) {
        if (tips.includes(id) || commit.failures[0]!.code !== "history-missing") return commit;
        missing.set(id, commit);
        continue;
      }
      const { tree, parents } = commit.value;
      commits.set(id, { tree, parents });
      for (const parent of parents)
        if (!asked.has(parent)) {
          asked.add(parent);
          waiting.push(parent);
        }
    }
  }
  const cut = new Set<string>();
  for (const [id, { parents }] of missing.size === 0 ? [] : commits)
    for (const parent of parents) {
      const lack = missing.get(parent);
      if (lack === undefined) continue;
      if (!shallow.has(id)) return lack;
      cut.add(id);
    }
  return succeed({ commits, cut });
}

/** A commit and all that it descends from. */
export function ancestors({ commits }: CommitGraph, tip: string): Set<string> {
  const found = new Set<string>();
  for (const waiting = [tip]; waiting.length > 0; ) {
    const id = waiting.pop()!;
    if (found.has(id) || !commits.has(id)) continue;
    found.add(id);
    waiting.push(...commits.get(id)!.parents);
  }
  return found;
}
