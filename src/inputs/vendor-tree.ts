// The vendor directory of a stage, put together in scratch from the trees of its crates, and stored as a tree. Must never
// be asked for before the crates are in the store, and the trees with their lock files.

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CHECKSUM_FILE, checksumText, stubFiles, vendorName } from "../crates/vendor.ts";
import { succeed, type Result } from "../model/failure.ts";
import { readRelease, releaseText, type Recipe, VENDOR } from "../model/recipe.ts";
import { manifestTexts } from "./lock-resolution.ts";
import { lockedCrates } from "./locked-crates.ts";
import { lockingTrees } from "./locking-tree.ts";
import type { Obtaining } from "./obtaining.ts";
import type { ObtainedSource, SeenSource } from "./sources.ts";

/** Gives the sources of an open recipe as steps see them: crates of locks as one tree, the others as they are. */
export async function withVendorTree(
  obtaining: Obtaining,
  recipe: Recipe,
  sources: readonly ObtainedSource[],
  scratch: string,
): Promise<Result<readonly SeenSource[]>> {
  const locking = lockingTrees(recipe);
  if (locking.length === 0) return succeed(sources);
  const { store, signal } = obtaining;
  const directory = join(scratch, VENDOR);
  await mkdir(directory);
  const crates = sources.flatMap((own) => (own.type === "tree" && own.source.locked !== undefined ? [own] : []));
  const manifests: string[] = [];
  for (const { tree } of [...locking, ...crates]) {
    const texts = await manifestTexts(store, tree);
    if (!texts.ok) return texts;
    manifests.push(...texts.value.values());
  }
  for (const { source, tree } of crates) {
    const into = join(directory, vendorName(readRelease(source.name)));
    const laid = await store.exportDirectory(tree, into);
    if (!laid.ok) return laid;
    await writeFile(join(into, CHECKSUM_FILE), checksumText(source));
  }
  const used = new Set(crates.map(({ name }) => name));
  for (const each of locking) {
    const pinned = await lockedCrates(obtaining, each);
    if (!pinned.ok) return pinned;
    for (const crate of pinned.value) {
      // What one lock leaves out, another may use.
      if (used.has(releaseText(crate))) continue;
      for (const [path, text] of stubFiles(crate, manifests)) {
        const at = join(directory, vendorName(crate), path);
        await mkdir(dirname(at), { recursive: true });
        await writeFile(at, text);
      }
    }
  }
  const put = await store.putTree(directory, { signal });
  if (!put.ok) return put;
  const { sha256: tree } = put.value;
  const others = sources.filter(({ source }) => source.locked === undefined);
  return succeed([...others, { name: VENDOR, type: "tree", tree, path: store.treeDirectory(tree) }]);
}
