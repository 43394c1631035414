// An image layout as one file, an `oci-archive`: a tar of its documents and blobs in byte order, without the twins that
// make it a `dir:` image.

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { create } from "tar";
import { byBytes } from "../bytes/order.ts";
import { BLOBS } from "./blob-writer.ts";

/** Rejects with the file system's error. */
export async function archiveOf(layout: string, file: string): Promise<void> {
  const blobs = (await readdir(join(layout, BLOBS))).sort(byBytes).map((name) => `${BLOBS}/${name}`);
  await create(
    {
      file,
      cwd: layout,
      // No owner and no time of this machine; modes as everybody's umask would have them.
      portable: true,
      mtime: new Date(0),
      onWriteEntry: (entry) => {
        entry.stat!.mode = (entry.stat!.mode & ~0o777) | 0o644;
        // Blobs that have a twin are no links here.
        entry.stat!.nlink = 1;
      },
    },
    ["oci-layout", "index.json", ...blobs],
  );
}
