// A tree from a directory that somebody gave: copied, sealed, digested again. Must never believe the directory's name.

import { cp } from "node:fs/promises";
import { join } from "node:path";
import type { Sha256 } from "../bytes/sha256.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { attempt } from "../store/io-failure.ts";
import type { Store } from "../store/store.ts";

/** Copies a directory into the store, of which `from` tells in words whose it is. */
export async function bringTree(
  store: Store,
  { stage, tree }: { readonly stage: string; readonly tree: Sha256 },
  { directory: given, from }: { readonly directory: string; readonly from: string },
): Promise<Result<void>> {
  const scratch = await store.newScratch(stage);
  if (!scratch.ok) return scratch;
  try {
    const directory = join(scratch.value, "tree");
    const copied = await attempt("copy", given, () =>
      cp(given, directory, { recursive: true, verbatimSymlinks: true }),
    );
    if (!copied.ok) return copied;
    const put = await store.putTree(directory);
    if (!put.ok) return put;
    if (put.value.sha256 === tree) return succeed(undefined);
    return fail(
      "manifest-mismatch",
      `Cannot take stage "${stage}": the tree that was given is ${put.value.sha256}, not the ${tree} of its manifest`,
      { hint: `${from} is damaged, or lies` },
    );
  } finally {
    await store.dropScratch(scratch.value);
  }
}
