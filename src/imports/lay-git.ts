// A part of a project from a git repository: of a commit that is fetched, or of what a checkout has at HEAD. Must never
// take a file that is not in the commit, nor let one pass that differs from it: what is built is what others can have.

import { mkdir } from "node:fs/promises";
import { relative } from "node:path";
import { fetchCommit } from "../git/fetch-commit.ts";
import { layTree } from "../git/lay-tree.ts";
import { ObjectReader } from "../git/object-reader.ts";
import { openRepository, workTreeOf } from "../git/repository.ts";
import { layScratch, type Scratch } from "../git/scratch.ts";
import { changesIn, uncommitted } from "../git/work-tree.ts";
import { fail, type Result } from "../model/failure.ts";
import { NOT_SOURCE, type ProjectPlace } from "../model/import.ts";
import type { Bringing } from "./bringing.ts";
import { NO_NETWORK, unavailable, type Wanted } from "./wanted.ts";

/** The part at a commit, which is fetched first where the repository is not of this machine. */
export async function layCommit(
  { network, git, signal }: Bringing,
  { address, commit }: Extract<ProjectPlace, { readonly type: "git" }>,
  { wanted, into, scratch: folder }: Wanted,
): Promise<Result<void>> {
  await mkdir(folder, { recursive: true });
  const scratch: Scratch = { folder, path: git.path, network: git.network, signal };
  const local = /^(?:file:\/\/)?(\/.*)/.exec(address)?.[1];
  if (local === undefined) {
    if (!network) return unavailable(NO_NETWORK);
    const fetched = await fetchCommit(scratch, { address, commit });
    if (!fetched.ok) return fetched;
  } else {
    const repository = await openRepository(local);
    if (!repository.ok) return repository;
    await layScratch(scratch, { ...repository.value, head: commit });
  }
  return reading(scratch, (reader) => layTree(reader, { commit, below: "", wanted, into }));
}

/** The part at HEAD of the repository that a folder is in; undefined where it is in none. */
export async function layHead(
  { git, signal }: Bringing,
  path: string,
  { wanted, into, scratch: folder }: Wanted,
): Promise<Result<void> | undefined> {
  const top = await workTreeOf(path);
  if (top === undefined) return undefined;
  const repository = await openRepository(top);
  if (!repository.ok) return repository;
  const { head } = repository.value;
  if (head === undefined)
    return fail("tree-dirty", `Cannot use the source tree of "${path}": nothing is committed yet`, {
      hint: "commit it first: only what a commit holds can be had by others",
    });
  await mkdir(folder, { recursive: true });
  const scratch: Scratch = { folder, path: git.path, signal };
  await layScratch(scratch, repository.value);
  const below = relative(top, path);
  const changed = await changesIn(scratch, { top, below, without: NOT_SOURCE });
  if (!changed.ok) return changed;
  if (changed.value.length > 0)
    return uncommitted(
      `Cannot use the source tree of "${path}": it has changes that no commit holds`,
      changed.value,
      "commit them, or name files that are none of it in .gitignore",
    );
  return reading(scratch, (reader) => layTree(reader, { commit: head, below, wanted, into }));
}

async function reading(scratch: Scratch, use: (reader: ObjectReader) => Promise<Result<void>>): Promise<Result<void>> {
  using reader = new ObjectReader(scratch);
  return await use(reader);
}
