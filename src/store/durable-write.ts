// Durable write: the one way in which anything becomes part of the store. Made elsewhere, forced to disk, renamed into
// place. Must never write to a path that a reader may already see.

import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Writes a whole file so that `target` holds all of it or stays as it was, whatever happens in between.
 * `temporary` is an unused path on the same file system; it is gone afterwards. Rejects with the file system's error.
 */
export async function writeDurably(temporary: string, target: string, content: string | Uint8Array): Promise<void> {
  try {
    const file = await open(temporary, "wx", 0o644);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await moveDurably(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Renames a file that is already forced to disk, or a directory, and forces the new name to disk. */
export async function moveDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncPath(dirname(to));
}

/** Forces a file's content, or a directory's names, to disk. */
export async function syncPath(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
