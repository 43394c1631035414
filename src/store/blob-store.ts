// Blobs: single files by their digest, such as pinned sources. Must never hold a file whose digest is not its name.

import { chmod, lstat, rm, utimes } from "node:fs/promises";
import type { Sha256 } from "../bytes/sha256.ts";
import { sha256File } from "../bytes/sha256.ts";
import type { Result } from "../model/failure.ts";
import { fail, succeed } from "../model/failure.ts";
import { syncPath } from "./durable-write.ts";
import { kindAt } from "./entry-kind.ts";
import { sealedTime } from "./inspect-file.ts";
import { attempt } from "./io-failure.ts";
import { moveDurably } from "./place.ts";
import type { StoreLayout } from "./store-layout.ts";

/**
 * Moves a file of this store's file system into the store, when its digest is the one expected; else it stays where it
 * is.
 */
export async function putBlob(layout: StoreLayout, file: string, expected: Sha256): Promise<Result<void>> {
  const result = await attempt("store", file, async (): Promise<Result<void>> => {
    if (!(await lstat(file)).isFile())
      return fail("output-refused", `Cannot store ${JSON.stringify(file)}: it is not a regular file`);
    const found = await sha256File(file);
    if (found !== expected)
      return fail("source-digest", `Cannot store ${JSON.stringify(file)}: its sha256 is ${found}, not ${expected}`);
    if (hasBlob(layout, expected)) {
      await rm(file);
      return succeed(undefined);
    }
    await utimes(file, sealedTime, sealedTime);
    await syncPath(file);
    await chmod(file, 0o444);
    await moveDurably(layout, file, { folder: "blobs", name: expected });
    return succeed(undefined);
  });
  return result.ok ? result.value : result;
}

export function hasBlob(layout: StoreLayout, digest: Sha256): boolean {
  return kindAt(layout.object("blobs", digest)) === "file";
}
