// Parts of projects that somebody carried here, each in a folder by its digest, as `fromseed fetch --into` and bundles lay
// them. Must never take one for what its name says.

import { existsSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import type { Sha256 } from "../bytes/sha256.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { Bringing } from "./bringing.ts";

/** Where a folder of sources has the part of that digest. */
export function carriedPath(folder: string, digest: Sha256): string {
  return join(folder, "projects", digest);
}

/** Whether one of the folders had the tree, which is then in the store. One that holds another is passed over. */
export async function bringCarried({ store, carriedIn, signal }: Bringing, digest: Sha256): Promise<Result<boolean>> {
  for (const path of carriedIn.map((folder) => carriedPath(folder, digest)).filter(existsSync)) {
    const scratch = await store.newScratch("project");
    if (!scratch.ok) return scratch;
    try {
      const tree = join(scratch.value, "tree");
      await cp(path, tree, { recursive: true, verbatimSymlinks: true });
      const put = await store.putTree(tree, { signal });
      if (put.ok && put.value.sha256 === digest) return succeed(true);
    } finally {
      await store.dropScratch(scratch.value);
    }
  }
  return succeed(false);
}
