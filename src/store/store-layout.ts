// StoreLayout: where everything lies below the store's home. LAYOUT.md says what each folder holds.
// Must never name a path that depends on anything but the home and the object's own name.

import { existsSync } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Sha256 } from "../bytes/sha256.ts";
import { isMissing } from "./io-failure.ts";
import { isSystemError } from "../model/system-error.ts";

/** Kinds of small texts that are found by a name, not by their digest. */
export const textKinds = [
  "links",
  "records",
  "latest",
  "manifests",
  "observations",
  "builds",
  "trust",
  "installed",
  "keys",
  "webs",
  "layers",
  "runs",
  "logs",
] as const;
export type TextKind = (typeof textKinds)[number];

/** Every folder of the store; `sizes` is a kind of text too, but the store's own. */
export const folders = [
  "blobs",
  "trees",
  "listings",
  "sizes",
  "unsettled",
  "sums",
  ...textKinds,
  "partial",
  "quarantine",
  "failed",
  "unfinished",
  "scratch",
  "locks",
] as const;
export type Folder = (typeof folders)[number];

/** Written last when a store is made, and never changed: another layout is another number. */
export const layoutVersion = "fromseed store 1\n";

export interface StoreLayout {
  readonly home: string;
  readonly version: string;
  folder(name: Folder): string;
  object(folder: Folder, name: string): string;
  tree(sha256: Sha256): string;
}

export function storeLayoutOf(home: string): StoreLayout {
  return {
    home,
    version: join(home, "version"),
    folder: (name) => join(home, name),
    object: (folder, name) => join(home, folder, name),
    tree: (sha256) => join(home, "trees", sha256),
  };
}

/** Folders that only the home's owner may look into: what is in them proves who built what. */
const privateFolders: ReadonlySet<Folder> = new Set<Folder>(["builds"]);

export async function makeFolder(layout: StoreLayout, folder: Folder): Promise<void> {
  await makeDirectory(layout.folder(folder), privateFolders.has(folder) ? 0o700 : 0o777);
}

/**
 * mkdir -p; the mode is the last part's. Node's own goes round for ever below a file system, such as /proc, that lets
 * nobody make a directory.
 */
export async function makeDirectory(path: string, mode = 0o777): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    if (isSystemError(error) && error.code === "EEXIST" && (await stat(path)).isDirectory()) return;
    if (!isMissing(error) || existsSync(dirname(path))) throw error;
    await makeDirectory(dirname(path));
    await mkdir(path, { mode });
  }
}

/** Whether text may be the name of a text or a lock: letters, digits and `. _ + @ -`, not first a dot, at most 200. */
export function isName(text: string): boolean {
  return /^[A-Za-z0-9_+@-][A-Za-z0-9._+@-]{0,199}$/.test(text);
}
