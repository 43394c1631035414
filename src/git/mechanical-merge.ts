// What git makes of commits by merging them without anybody's help, from `git merge-tree`. Must never be taken for what a
// merge holds: it is what that is held against.

import { fail, succeed, type Result } from "../model/failure.ts";
import { askGit } from "./git-program.ts";
import { isObjectId } from "./object-id.ts";
import { putCommit, type Scratch } from "./scratch.ts";

const WORDS = ["merge-tree", "--write-tree", "--stdin", "--allow-unrelated-histories", "--no-messages", "--name-only"];

/**
 * The trees of merges, each of two parents or more. Where these conflict, a tree holds both sides between marks, which is
 * what nobody commits. All pairs go to one git, which need not answer one before it was asked all.
 */
export async function mechanicalMerges(
  scratch: Scratch,
  merges: readonly (readonly string[])[],
): Promise<Result<readonly string[]>> {
  const first = await mergePairs(
    scratch,
    merges.map(([ours, theirs]) => [ours!, theirs!]),
  );
  if (!first.ok) return first;
  const trees = [...first.value];
  for (const [i, parents] of merges.entries()) {
    let merged = parents.slice(0, 2);
    for (const other of parents.slice(2)) {
      const ours = await putCommit(scratch, trees[i]!, merged);
      const step = await mergePairs(scratch, [[ours, other]]);
      if (!step.ok) return step;
      trees[i] = step.value[0]!;
      merged = [ours, other];
    }
  }
  return succeed(trees);
}

/** It answers 0 or 1, the tree, names of conflicting files, and nothing, each ended by a zero byte. */
async function mergePairs(
  scratch: Scratch,
  pairs: readonly (readonly [string, string])[],
): Promise<Result<readonly string[]>> {
  if (pairs.length === 0) return succeed([]);
  const asked = await askGit(scratch, WORDS, pairs.map((pair) => `${pair.join(" ")}\n`).join(""));
  if (!asked.ok) return asked;
  const trees: string[] = [];
  const fields = "answer" in asked.value ? asked.value.answer.split("\0") : [];
  for (let at = 0; at + 2 < fields.length; at++) {
    trees.push(fields[at + 1]!);
    at = fields.indexOf("", at + 2);
    if (at < 0) break;
  }
  if (trees.length === pairs.length && trees.every(isObjectId)) return succeed(trees);
  return fail("history-missing", `Cannot merge ${pairs.length} pairs of commits again: git merge-tree stopped`, {
    details: ["refused" in asked.value ? asked.value.refused : `it answered for ${trees.length}`],
    hint: "it takes git 2.39 or newer, and all that both sides descend from: a shallow clone may lack it",
  });
}
