// What a commit changes by itself: against its parent, or of a merge against what git makes of its parents without
// anybody's help. Must never take a merge's word that it only merged.

import type { Difference, Trees } from "../git/tree.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { CommitGraph, Linked } from "./commit-graph.ts";
import type { Guarded } from "./guarded.ts";

/** Of a merge of more parents than people merge, which is not made again one after the other: all is its maker's own. */
const MOST_PARENTS = 64;

/** Whether git could tell what a merge adds by itself. */
export function isMergedAgain({ parents }: Linked): boolean {
  return parents.length > 1 && parents.length <= MOST_PARENTS;
}

/** All that is needed to compare trees. */
export interface Comparing {
  readonly graph: CommitGraph;
  readonly trees: Trees;
  /** What git makes of each merge that `mayHide` something, by its name. */
  readonly merged: ReadonlyMap<string, string>;
}

/** The guarded paths that a commit changes; all of them, for one without a parent. */
export async function ownChanges(
  { graph, trees, merged }: Comparing,
  id: string,
  guarded: Guarded,
): Promise<Result<readonly Difference[]>> {
  const commit = graph.commits.get(id)!;
  const { tree, parents } = commit;
  const wanted = (path: string): boolean => guarded.wants(path);
  if (graph.cut.has(id))
    return fail("history-missing", `Cannot tell what commit ${id} changed: its parents are not here`, {
      hint: "this is a shallow clone: git fetch --unshallow gets the rest; or name a later commit to begin after",
    });
  const [first] = parents;
  if (!isMergedAgain(commit))
    return trees.differences(first === undefined ? undefined : graph.commits.get(first)!.tree, tree, wanted);
  const mechanical = merged.get(id);
  return mechanical === undefined ? succeed([]) : trees.differences(mechanical, tree, wanted);
}

/** Whether it takes a merge made again to tell: where no guarded path of any parent differs, none of its own can be there. */
export async function mayHide(
  { graph, trees }: Pick<Comparing, "graph" | "trees">,
  id: string,
  guarded: Guarded,
): Promise<Result<boolean>> {
  const commit = graph.commits.get(id)!;
  const { tree, parents } = commit;
  for (const parent of isMergedAgain(commit) ? parents : []) {
    const found = await trees.differences(graph.commits.get(parent)?.tree, tree, (path) => guarded.wants(path));
    if (!found.ok) return found;
    if (found.value.length > 0) return succeed(true);
  }
  return succeed(false);
}
