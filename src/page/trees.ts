// Trees of files in memory, their canonical listing and its digest, as src/store/LISTING.md has them. Here a tree holds
// files alone: neither the stages up to tinycc nor their sources have links or empty directories.

import { byBytes } from "../bytes/order.ts";
import { sha256 } from "./sha256.ts";

export interface FileContent {
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}

/** Files by path, relative to the tree's top. */
export type Files = ReadonlyMap<string, FileContent>;

/** The sha256 of the tree's listing. */
export function treeDigest(files: Files): string {
  const lines = [...files]
    .sort(([a], [b]) => byBytes(a, b))
    .map(([path, { bytes, executable }]) => `${executable ? "755" : "644"} ${sha256(bytes)} ${path}\n`);
  return sha256(new TextEncoder().encode(lines.join("")));
}

/** The files below a directory, whose path ends in "/", by their paths from there. */
export function below(files: Files, directory: string): Map<string, FileContent> {
  const found = new Map<string, FileContent>();
  for (const [path, file] of files) if (path.startsWith(directory)) found.set(path.slice(directory.length), file);
  return found;
}
