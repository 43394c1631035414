// The files of a checkout: what its commit holds, byte for byte, or all of a folder that is in no repository, as one that
// came out of a bundle. Must never give what another clone of the same commit has not.

import { existsSync, lstatSync, readFileSync, readlinkSync, type Stats } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { objectId } from "../git/object-id.ts";
import { ObjectReader } from "../git/object-reader.ts";
import { openRepository } from "../git/repository.ts";
import { layScratch, type Scratch } from "../git/scratch.ts";
import { Trees, type TreeEntry } from "../git/tree.ts";
import { uncommitted } from "../git/work-tree.ts";
import { byBytes } from "../bytes/order.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { pathsBelow } from "./paths-below.ts";

/** At the top of a checkout, and none of it: the repository, and what npm installs. */
const BESIDE: ReadonlySet<string> = new Set([".git", "node_modules"]);

/**
 * Paths of files and links below `folder`, sorted. Git is run in a folder of ours that is not there yet. Rejects with the
 * file system's error.
 */
export async function checkoutFiles(folder: string, git: Scratch): Promise<Result<readonly string[]>> {
  const found = (await pathsBelow(folder, "", (path) => BESIDE.has(path))).sort(byBytes);
  const odd = found.find((path) => !isFileOrLink(lstatSync(join(folder, path))));
  if (odd !== undefined)
    return fail("operand", `Cannot bundle "${folder}": "${odd}" is neither a file nor a link`, {
      hint: "take it away: no commit holds it",
    });
  if (!existsSync(join(folder, ".git"))) return succeed(found);
  const committed = await committedFiles(folder, git);
  if (!committed.ok) return committed;
  const all = new Set([...found, ...committed.value.keys()]);
  const other = [...all].filter((path) => !isAs(join(folder, path), committed.value.get(path))).sort(byBytes);
  if (other.length === 0) return succeed(found);
  return uncommitted(
    `Cannot bundle "${folder}": it has files that are not as its commit has them`,
    other,
    "commit them or take them away: nobody else could make the same bundle",
  );
}

/** What HEAD's commit has, by path. */
async function committedFiles(folder: string, git: Scratch): Promise<Result<ReadonlyMap<string, TreeEntry>>> {
  const repository = await openRepository(folder);
  if (!repository.ok) return repository;
  const { head } = repository.value;
  if (head === undefined) return succeed(new Map());
  await mkdir(git.folder);
  await layScratch(git, repository.value);
  using reader = new ObjectReader(git);
  const commit = await reader.commit(head);
  if (!commit.ok) return commit;
  const files = await new Trees(reader).differences(undefined, commit.value.tree, () => true);
  if (!files.ok) return files;
  const name = (path: string): string => Buffer.from(path, "latin1").toString();
  return succeed(new Map(files.value.map(({ path, after }) => [name(path), after!])));
}

const isFileOrLink = (status: Stats): boolean => status.isFile() || status.isSymbolicLink();

/** Whether a path of the folder holds what git calls by that name. */
function isAs(path: string, committed: TreeEntry | undefined): boolean {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (committed === undefined || status === undefined) return false;
  const { mode, id } = committed;
  if (mode === "120000") return status.isSymbolicLink() && objectId("blob", Buffer.from(readlinkSync(path)), id) === id;
  const isExecutable = (status.mode & 0o111) !== 0;
  return status.isFile() && isExecutable === (mode === "100755") && objectId("blob", readFileSync(path), id) === id;
}
