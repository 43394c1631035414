// Collection: removes what no root keeps, and what dead processes left. Runs alone: the caller holds the store's
// exclusive lock. Must never remove an object of a kind for which no set of names to keep was given.

import { lstat, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { byBytes } from "../bytes/order.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import { sha256 } from "../bytes/sha256.ts";
import { readRegular } from "./entry-kind.ts";
import { isUnreachable, unlessMissing } from "./io-failure.ts";
import type { Folder, StoreLayout } from "./store-layout.ts";
import { textKinds } from "./store-layout.ts";
import { removeTree } from "./remove-tree.ts";
import type { Session } from "./scratch.ts";

/**
 * The names to keep of each kind. A kind that is absent is kept whole. Links cannot be named: none is ever removed, as a
 * manifest that was signed may rest on it, and all of them take less room than one source. Neither can observations,
 * accounts of builds, receipts of what is installed, keys, and what is known of signatures and policies: nothing makes
 * those again.
 */
export interface Keep {
  readonly trees?: ReadonlySet<Sha256>;
  readonly blobs?: ReadonlySet<Sha256>;
  readonly records?: ReadonlySet<string>;
  readonly latest?: ReadonlySet<string>;
  readonly manifests?: ReadonlySet<string>;
  readonly runs?: ReadonlySet<string>;
  readonly logs?: ReadonlySet<string>;
  readonly webs?: ReadonlySet<string>;
  readonly quarantine?: ReadonlySet<string>;
}

/** In the order of their removal. */
const KINDS = [
  "blobs",
  "trees",
  "records",
  "latest",
  "manifests",
  "runs",
  "logs",
  "webs",
  "quarantine",
] as const satisfies readonly (keyof Keep)[];

export interface CollectOptions {
  /** Only names what would be removed. */
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

export interface Collected {
  /** Paths below the store's home, in the order of their removal. */
  readonly removed: readonly { readonly object: string; readonly bytes: number }[];
  /** Sum of the sizes of the removed files. */
  readonly freed: number;
}

/**
 * Removes, or with `dryRun` only names, all that is not kept. Rejects with the file system's error, and with the
 * signal's reason soon after it fires; then it can simply be run again.
 */
export async function collectGarbage(
  layout: StoreLayout,
  session: Pick<Session, "directory" | "temporaryPath">,
  keep: Keep,
  { dryRun = false, signal }: CollectOptions,
): Promise<Collected> {
  const removed: { object: string; bytes: number }[] = [];

  async function drop(folder: Folder, name: string): Promise<void> {
    const path = layout.object(folder, name);
    removed.push({ object: `${folder}/${name}`, bytes: await sizeOf(path, signal) });
    if (dryRun) return;
    // A tree must not be seen half removed: so it leaves its place whole.
    const moved = session.temporaryPath();
    await rename(path, moved);
    if ((await lstat(moved)).isDirectory()) await removeTree(moved, signal);
    else await rm(moved);
  }
  // A store may have been made before there was this folder.
  const names = async (folder: Folder): Promise<string[]> =>
    (await unlessMissing(readdir(layout.folder(folder)), [])).sort(byBytes);

  for (const kind of KINDS) {
    const kept: ReadonlySet<string> | undefined = keep[kind];
    if (kept === undefined) continue;
    for (const name of await names(kind)) if (!kept.has(name)) await drop(kind, name);
  }
  const trees = new Set(await names("trees"));
  const isLeft = (name: string) => trees.has(name) && (keep.trees === undefined || keep.trees.has(name as Sha256));
  for (const folder of ["listings", "sizes", "unsettled", "layers"] as const)
    for (const name of await names(folder)) if (!isLeft(name)) await drop(folder, name);
  for (const folder of ["partial", "failed", "unfinished"] as const)
    for (const name of await names(folder)) await drop(folder, name);
  for (const name of await names("scratch"))
    if (layout.object("scratch", name) !== session.directory) await drop("scratch", name);
  if (!dryRun) {
    await dropSums(layout);
    await dropLocks(layout);
  }
  return { removed, freed: removed.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Sums of texts that are there no more. */
async function dropSums(layout: StoreLayout): Promise<void> {
  const used = new Set<string>();
  for (const kind of ["sizes", ...textKinds] as const)
    for (const name of await unlessMissing(readdir(layout.folder(kind)), [])) {
      const text = readRegular(layout.object(kind, name));
      if (text !== undefined && typeof text !== "string") used.add(sha256(text));
    }
  for (const sum of await readdir(layout.folder("sums")))
    if (!used.has(sum)) await rm(layout.object("sums", sum), { recursive: true });
}

/** Whoever takes a lock by name holds the store's shared lock too, so nobody has one of these open. */
async function dropLocks(layout: StoreLayout): Promise<void> {
  for (const name of await readdir(layout.folder("locks")))
    if (name.startsWith("name-")) await rm(layout.object("locks", name), { recursive: true });
}

/**
 * The sizes of all files that can be reached: a program that was killed may have closed directories to its own user, or
 * made them very deep.
 */
async function sizeOf(path: string, signal: AbortSignal | undefined): Promise<number> {
  signal?.throwIfAborted();
  try {
    const status = await lstat(path);
    if (!status.isDirectory()) return status.isFile() ? status.size : 0;
    let sum = 0;
    for (const name of await readdir(path)) sum += await sizeOf(join(path, name), signal);
    return sum;
  } catch (error) {
    if (isUnreachable(error)) return 0;
    throw error;
  }
}
