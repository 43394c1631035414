// A stage's tree as an image's layer: its tar (ustar, time 0, owners 0:0, every directory named) in gzip of stored
// blocks. A plain tar would be compressed by whatever copies it, and each compressor gives other bytes.

import { createHash } from "node:crypto";
import { PassThrough } from "node:stream";
import type { Sha256 } from "../bytes/sha256.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { Store } from "../store/store.ts";
import { LAYER_TAR } from "../store/tar-parts.ts";
import { streamBlob, type Blob } from "./blob-writer.ts";
import { storedGzip } from "./stored-gzip.ts";

export interface WrittenLayer {
  readonly blob: Blob;
  /** Digest of the tar in it. */
  readonly tar: Sha256;
}

/** Rejects with the file system's error when the layout cannot be written. */
export async function writeLayer(
  store: Pick<Store, "exportTar">,
  tree: Sha256,
  layout: string,
): Promise<Result<WrittenLayer>> {
  const stream = new PassThrough({ highWaterMark: 1 << 20 });
  const hash = createHash("sha256");
  async function* hashed(): AsyncGenerator<Uint8Array, void> {
    for await (const piece of stream) {
      hash.update(piece as Uint8Array);
      yield piece as Uint8Array;
    }
  }
  const [exported, blob] = await Promise.allSettled([
    store.exportTar(tree, stream, LAYER_TAR),
    streamBlob(layout, storedGzip(hashed())),
  ]);
  // What the store could not read has ended the stream, and the blob with it: the store knows why.
  if (exported.status === "fulfilled" && !exported.value.ok && blob.status === "rejected") return exported.value;
  if (blob.status === "rejected") throw blob.reason;
  if (exported.status === "rejected") throw exported.reason;
  if (!exported.value.ok) return exported.value;
  return succeed({ blob: blob.value, tar: hash.digest("hex") as Sha256 });
}
