// Unpacks a source's file, which the store has, and stores the tree. Must never ask what tree is pinned: what comes out
// is told, and judged by who asked.

import { join } from "node:path";
import type { Sha256 } from "../bytes/sha256.ts";
import { unpack } from "../fetch/unpack.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { Source } from "../model/recipe.ts";
import type { Tree } from "../model/tree.ts";
import type { Obtaining } from "./obtaining.ts";

/** Gives the digest of the tree that came out. */
export function unpackSource(obtaining: Obtaining, source: Source): Promise<Result<Sha256>> {
  const { store, signal, onProgress } = obtaining;
  return inScratch(obtaining, source.name, async (directory) => {
    const { tree: _, ...way } = source.unpack!;
    const unpacked = await unpack(store.blobPath(source.sha256), directory, {
      ...way,
      name: source.file,
      onProgress: (done, total) => onProgress?.({ activity: "unpacking", source, done, total }),
      signal,
    });
    return unpacked.ok ? store.putTree(directory, { signal }) : unpacked;
  });
}

async function inScratch(
  { store, signal }: Obtaining,
  name: string,
  work: (directory: string) => Promise<Result<Tree>>,
): Promise<Result<Sha256>> {
  const scratch = await store.newScratch(name);
  if (!scratch.ok) return scratch;
  try {
    const tree = await work(join(scratch.value, "tree"));
    return tree.ok ? succeed(tree.value.sha256) : tree;
  } catch (error) {
    if (!signal.aborted) throw error;
    return fail("interrupted", `Cannot unpack source "${name}": interrupted`);
  } finally {
    await store.dropScratch(scratch.value);
  }
}
