// Durable write: the one way in which anything becomes part of the store. Made elsewhere, forced to disk, renamed into
// place. Must never write to a path that a reader may already see.

import { open } from "node:fs/promises";

/** Writes a new file and forces its content to disk. Rejects with the file system's error. */
export async function writeForced(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, "wx", 0o644);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
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
