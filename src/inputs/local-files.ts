// Local files of a recipe: read from the checkout, digested for the key, and laid out as a tree for the sandbox.
// The tree is a snapshot: what a stage sees is what was digested, whatever is edited meanwhile.

import { chmod, copyFile, lstat, mkdir, readdir, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sha256, sha256File, type Sha256 } from "../bytes/sha256.ts";
import { byBytes } from "../bytes/order.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { sealedTime } from "../store/inspect-file.ts";
import { writeListing } from "../store/listing.ts";

export interface LocalFile {
  /** From the repository's root. */
  readonly path: string;
  readonly executable: boolean;
  readonly sha256: Sha256;
}

/** Expands a recipe's `files` (a path that ends in "/" stands for all below it) and digests each, sorted by path. */
export async function readLocalFiles(root: string, paths: readonly string[]): Promise<Result<readonly LocalFile[]>> {
  const found = new Map<string, LocalFile>();
  for (const path of paths) {
    const trouble = await read(root, path.replace(/\/$/, ""), found);
    if (trouble !== undefined) return trouble;
  }
  return succeed([...found.values()].sort((a, b) => byBytes(a.path, b.path)));
}

async function read(root: string, path: string, found: Map<string, LocalFile>): Promise<Result<never> | undefined> {
  const absolute = join(root, path);
  try {
    const stat = await lstat(absolute);
    if (stat.isDirectory()) {
      for (const name of (await readdir(absolute)).sort(byBytes)) {
        const trouble = await read(root, `${path}/${name}`, found);
        if (trouble !== undefined) return trouble;
      }
    } else if (stat.isFile()) {
      found.set(path, { path, executable: (stat.mode & 0o111) !== 0, sha256: await sha256File(absolute) });
    } else {
      return fail("local-file", `Cannot use "${path}": it is neither a file nor a directory`, {
        hint: "a recipe's files must be plain files of the repository",
      });
    }
  } catch (error) {
    return fail("local-file", `Cannot read "${path}": ${(error as Error).message}`);
  }
  return undefined;
}

/** The digest of the tree that local files are. */
export function localTree(files: readonly LocalFile[]): Sha256 {
  return sha256(writeListing(files.map((file) => ({ type: "file", ...file }))));
}

/**
 * Copies local files below `directory`, by their repository paths, with the modes and times of a stored tree: those of
 * the checkout are the host's. Fails when one is no longer what was digested. The directory is the caller's, and empty.
 */
export async function layLocalFiles(
  root: string,
  files: readonly LocalFile[],
  directory: string,
): Promise<Result<undefined>> {
  const directories = new Set(["."]);
  for (const file of files) {
    const target = join(directory, file.path);
    for (let above = dirname(file.path); above !== "."; above = dirname(above)) directories.add(above);
    try {
      await mkdir(dirname(target), { recursive: true });
      await copyFile(join(root, file.path), target);
      if ((await sha256File(target)) !== file.sha256) {
        return fail("local-file", `Cannot use "${file.path}": it changed while the build was starting`, {
          hint: "run the build again",
        });
      }
      await normal(target, file.executable ? 0o755 : 0o644);
    } catch (error) {
      return fail("local-file", `Cannot copy "${file.path}": ${(error as Error).message}`);
    }
  }
  try {
    for (const path of directories) await normal(join(directory, path), 0o755);
  } catch (error) {
    return fail("local-file", `Cannot copy local files: ${(error as Error).message}`);
  }
  return succeed(undefined);
}

async function normal(path: string, mode: number): Promise<void> {
  await chmod(path, mode);
  await utimes(path, sealedTime, sealedTime);
}
