// Export of a tree as a plain directory of the caller's, with modes 644 and 755 and times of 1, each file compared with
// its digest.

import { chmod, lutimes, mkdir, open, symlink, utimes, type FileHandle } from "node:fs/promises";
import type { Tree } from "../model/tree.ts";
import { CheckedFile } from "./checked-read.ts";
import { withDirectories, type FileEntry } from "./tar-parts.ts";
import { sealedTime } from "./inspect-file.ts";

const PIECE = 1 << 20;

/** Copies the tree at `directory` into an empty directory. Rejects with a system error, CorruptFile or the signal's reason. */
export async function copyTree(directory: string, tree: Tree, into: string, signal?: AbortSignal): Promise<void> {
  const entries = withDirectories(tree.entries);
  const piece = Buffer.allocUnsafe(PIECE);
  for (const entry of entries) {
    signal?.throwIfAborted();
    const to = `${into}/${entry.path}`;
    if (entry.type === "directory") await mkdir(to);
    else if (entry.type === "link") {
      await symlink(entry.target, to);
      await lutimes(to, sealedTime, sealedTime);
    } else {
      const file = await open(to, "wx", 0o644);
      try {
        await copyChecked(`${directory}/${entry.path}`, entry, { file, piece });
        await file.chmod(entry.executable ? 0o755 : 0o644);
        await file.utimes(sealedTime, sealedTime);
      } finally {
        await file.close();
      }
    }
  }
  for (const entry of entries) if (entry.type === "directory") await normal(`${into}/${entry.path}`);
  await normal(into);
}

/** Copies a file by way of `piece`. */
async function copyChecked(
  path: string,
  entry: FileEntry,
  { file, piece }: { readonly file: FileHandle; readonly piece: Buffer },
): Promise<void> {
  const content = new CheckedFile(path, entry);
  try {
    do await file.writeFile(piece.subarray(0, content.read(piece, 0)));
    while (!content.isRead);
  } finally {
    content.close();
  }
}

async function normal(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  await utimes(directory, sealedTime, sealedTime);
}
