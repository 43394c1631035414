// Export of a tree as a plain directory of the caller's, with modes 644 and 755 and times of 1, each file compared with
// its digest. Must never leave a directory of that name that is not whole.

import { mkdir, open, rename, symlink, lutimes, utimes, chmod } from "node:fs/promises";
import type { Tree } from "../model/tree.ts";
import { readChecked } from "./checked-read.ts";
import { withDirectories } from "./export-tar.ts";
import { sealedTime } from "./inspect-file.ts";
import { removeTree } from "./remove-tree.ts";

/**
 * Copies the tree at `directory` to `destination`, which must not exist. Rejects with a system error or CorruptFile.
 */
export async function copyTree(directory: string, tree: Tree, destination: string): Promise<void> {
  const partial = `${destination}.partial`;
  await mkdir(partial);
  try {
    const entries = withDirectories(tree.entries);
    for (const entry of entries) {
      const to = `${partial}/${entry.path}`;
      if (entry.type === "directory") await mkdir(to);
      else if (entry.type === "link") {
        await symlink(entry.target, to);
        await lutimes(to, sealedTime, sealedTime);
      } else {
        const file = await open(to, "wx", 0o644);
        try {
          for await (const piece of readChecked(`${directory}/${entry.path}`, entry.size, entry.sha256))
            await file.writeFile(piece);
          await file.chmod(entry.executable ? 0o755 : 0o644);
          await file.utimes(sealedTime, sealedTime);
        } finally {
          await file.close();
        }
      }
    }
    for (const entry of entries) if (entry.type === "directory") await normal(`${partial}/${entry.path}`);
    await normal(partial);
    await rename(partial, destination);
  } catch (error) {
    await removeTree(partial);
    throw error;
  }
}

async function normal(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  await utimes(directory, sealedTime, sealedTime);
}
