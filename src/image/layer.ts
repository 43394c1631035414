// A stage's tree as an image's layer: its tar (ustar, time 0, owners 0:0, every directory named) in gzip of stored
// blocks. A plain tar would be compressed by whatever copies it, and each compressor gives other bytes.

import { createHash } from "node:crypto";
import type { Sha256 } from "../bytes/sha256.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { Store } from "../store/store.ts";
import { LAYER_TAR } from "../store/tar-parts.ts";
import { BlobWriter, type Blob } from "./blob-writer.ts";
import { StoredGzip } from "./stored-gzip.ts";

export interface WrittenLayer {
  readonly blob: Blob;
  /** Digest of the tar in it. */
  readonly tar: Sha256;
}

/** Rejects with the file system's error when the layout cannot be written. */
export async function writeLayer(
  store: Pick<Store, "readTar">,
  tree: Sha256,
  layout: string,
): Promise<Result<WrittenLayer>> {
  const hash = createHash("sha256");
  const blob = new BlobWriter(layout);
  try {
    const gzip = new StoredGzip((bytes) => blob.write(bytes));
    const read = await store.readTar(tree, {
      form: LAYER_TAR,
      take: (piece) => {
        hash.update(piece);
        gzip.push(piece);
      },
    });
    if (!read.ok) return read;
    gzip.end();
  } finally {
    blob.close();
  }
  return succeed({ blob: blob.name(), tar: hash.digest("hex") as Sha256 });
}
