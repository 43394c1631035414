// Local files of a recipe: read from the checkout, digested for the key, and laid out as a tree for the sandbox.
// The tree is a snapshot: what a stage sees is what was digested, whatever is edited meanwhile.
//
// They are few and small, and looked at for every stage: so they are read without waiting, and others get their turn now
// and then.

import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import type { Stats } from "node:fs";
import { dirname, join } from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import { sha256, type Sha256 } from "../bytes/sha256.ts";
import { byBytes } from "../bytes/order.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { folderElsewhere } from "../model/folder-elsewhere.ts";
import { sealedTime } from "../store/inspect-file.ts";
import { writeListing } from "../store/listing.ts";

export interface LocalFile {
  /** From the repository's root. */
  readonly path: string;
  readonly executable: boolean;
  readonly sha256: Sha256;
}

/** Files that are read or written before others get their turn. */
const FILES_PER_BREATH = 64;

/** Expands a recipe's `files` (a path that ends in "/" stands for all below it) and digests each, sorted by path. */
export async function readLocalFiles(root: string, paths: readonly string[]): Promise<Result<readonly LocalFile[]>> {
  const found = new Map<string, LocalFile>();
  for (const path of paths) {
    const bare = path.replace(/\/$/, "");
    // Below a folder that may be a link to one elsewhere, links are refused.
    const look = bare === folderElsewhere(path) ? statSync : lstatSync;
    const trouble = await read({ root, found, look }, bare);
    if (trouble !== undefined) return trouble;
  }
  return succeed([...found.values()].sort((a, b) => byBytes(a.path, b.path)));
}

interface Walk {
  readonly root: string;
  readonly found: Map<string, LocalFile>;
  readonly look: (path: string) => Stats;
}

async function read({ root, found, look }: Walk, path: string): Promise<Result<never> | undefined> {
  const absolute = join(root, path);
  try {
    const stat = look(absolute);
    if (stat.isDirectory()) {
      for (const name of readdirSync(absolute).sort(byBytes)) {
        const trouble = await read({ root, found, look: lstatSync }, `${path}/${name}`);
        if (trouble !== undefined) return trouble;
      }
    } else if (stat.isFile()) {
      found.set(path, { path, executable: (stat.mode & 0o111) !== 0, sha256: sha256(readFileSync(absolute)) });
      if (found.size % FILES_PER_BREATH === 0) await breathe();
    } else {
      const kind = stat.isSymbolicLink() ? "a symbolic link" : "neither a file nor a directory";
      return fail("local-file", `Cannot use "${path}": it is ${kind}`, {
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
  for (const [index, file] of files.entries()) {
    if (index % FILES_PER_BREATH === FILES_PER_BREATH - 1) await breathe();
    const target = join(directory, file.path);
    for (let above = dirname(file.path); above !== "."; above = dirname(above)) directories.add(above);
    try {
      const content = readFileSync(join(root, file.path));
      if (sha256(content) !== file.sha256) return changedMeanwhile(file.path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
      normal(target, file.executable ? 0o755 : 0o644);
    } catch (error) {
      return fail("local-file", `Cannot copy "${file.path}": ${(error as Error).message}`);
    }
  }
  try {
    for (const path of directories) normal(join(directory, path), 0o755);
  } catch (error) {
    return fail("local-file", `Cannot copy local files: ${(error as Error).message}`);
  }
  return succeed(undefined);
}

export function changedMeanwhile(path: string): Result<never> {
  return fail("local-file", `Cannot use "${path}": it changed while the build was starting`, {
    hint: "run the build again",
  });
}

function normal(path: string, mode: number): void {
  chmodSync(path, mode);
  utimesSync(path, sealedTime, sealedTime);
}
