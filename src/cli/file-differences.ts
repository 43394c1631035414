// The bytes in which files of two stored trees differ, for the trees that the store still holds both of.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Sha256 } from "../bytes/sha256.ts";
import { compareBytes } from "../compare/bytes.ts";
import { bytesDifferenceLines } from "../compare/lines.ts";
import { compareTrees } from "../compare/trees.ts";
import type { Store } from "../store/store.ts";

const FILES_SHOWN = 5;
/** A larger file is named, but not read into memory. */
const LARGEST_READ = 256 * 2 ** 20;

/** Lines for the first files that differ in content; empty when one of the trees is not in this store. */
export async function fileDifferenceLines(
  store: Store,
  one: Sha256,
  other: Sha256,
  labels: readonly [string, string],
): Promise<string[]> {
  const trees = [await store.tree(one), await store.tree(other)] as const;
  if (!trees[0].ok || !trees[1].ok) return [];
  const lines: string[] = [];
  let shown = 0;
  for (const { path, entries } of compareTrees(trees[0].value, trees[1].value).paths) {
    const [a, b] = entries;
    if (a?.type !== "file" || b?.type !== "file" || a.sha256 === b.sha256 || Math.max(a.size, b.size) > LARGEST_READ)
      continue;
    if (shown++ === FILES_SHOWN)
      return [...lines, `only the first ${FILES_SHOWN} files that differ are shown byte by byte`];
    const difference = compareBytes(
      await readFile(join(store.treeDirectory(one), path)),
      await readFile(join(store.treeDirectory(other), path)),
    );
    if (difference !== undefined)
      lines.push(path, ...bytesDifferenceLines(difference, labels).map((line) => `  ${line}`));
  }
  return lines;
}
