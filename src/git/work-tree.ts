// What a working tree has that a commit does not, and the other way round, as git tells it of a scratch repository.
// Must never ask the repository's own index or configuration: they may hide a change.

import { fail, succeed, type Result } from "../model/failure.ts";
import { askGit } from "./git-program.ts";
import type { Scratch } from "./scratch.ts";

export interface WorkTree {
  /** Its top. */
  readonly top: string;
  /** The folder that is asked about, from the top; "" for all. */
  readonly below: string;
  /** Names in that folder that are not asked about. */
  readonly without: readonly string[];
}

/** Files that differ from HEAD, or that it lacks and no .gitignore names, each with what is so, in git's short form. */
export async function changesIn(
  scratch: Scratch,
  { top, below, without }: WorkTree,
): Promise<Result<readonly string[]>> {
  const index = await askGit(scratch, ["read-tree", "HEAD"]);
  if (!index.ok) return index;
  if ("refused" in index.value) return stopped("read-tree", index.value.refused);
  const folder = below === "" ? "" : `${below}/`;
  const paths = [`:(top)${folder}`, ...without.map((name) => `:(top,exclude)${folder}${name}`)];
  const words = ["-c", "core.bare=false", "-c", "core.fileMode=true", `--work-tree=${top}`, "status", "--porcelain=v1"];
  const status = await askGit(scratch, [...words, "-z", "--untracked-files=normal", "--no-renames", "--", ...paths]);
  if (!status.ok) return status;
  if ("refused" in status.value) return stopped("status", status.value.refused);
  return succeed(status.value.answer.split("\0").filter((line) => line !== ""));
}

/** How many files one failure names. */
const FEW = 10;

/** That files are not as a commit has them; each line names one. */
export function uncommitted(message: string, lines: readonly string[], hint: string): Result<never> {
  const more = lines.length - FEW;
  return fail("tree-dirty", message, {
    details: [...lines.slice(0, FEW), ...(more > 0 ? [`and ${more} more`] : [])],
    hint,
  });
}

function stopped(command: string, said: string): Result<never> {
  return fail("history-missing", `Cannot compare the working tree with its commit: git ${command} stopped`, {
    details: said.split("\n").slice(0, 5),
  });
}
