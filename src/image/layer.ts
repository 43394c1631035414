// A stage's tree as an image's layer: its tar (ustar, time 0, owners 0:0, every directory named) in gzip of stored
// blocks. A plain tar would be compressed by whatever copies it, and each compressor gives other bytes.

import { createHash } from "node:crypto";
import type { Sha256 } from "../bytes/sha256.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { Store } from "../store/store.ts";
import { LAYER_TAR } from "../store/tar-parts.ts";
import { BlobWriter, type Blob } from "./blob-writer.ts";
import { readLayerText, writeLayerText } from "./layer-text.ts";
import { StoredGzip } from "./stored-gzip.ts";

export interface WrittenLayer {
  readonly blob: Blob;
  /** Digest of the tar in it. */
  readonly tar: Sha256;
}

/** Where trees are read. One that also keeps texts keeps layers' digests, and the next time one pass over a tree does. */
export type LayerStore = Pick<Store, "readTar"> & Partial<Pick<Store, "text" | "putText">>;

/** Rejects with the file system's error when the layout cannot be written. */
export async function writeLayer(store: LayerStore, tree: Sha256, layout: string): Promise<Result<WrittenLayer>> {
  const text = await store.text?.("layers", tree);
  const known = text?.ok === true && text.value !== undefined ? readLayerText(text.value) : undefined;
  if (known !== undefined) {
    const again = await writeTar(store, { tree, unchecked: true }, layout);
    if (!again.ok) return again;
    const { blob, name } = again.value;
    if (blob.sha256 === known.blob) {
      name();
      return succeed({ blob, tar: known.tar });
    }
    // A file of the tree has changed, or what was known is wrong: the check of each file tells.
  }
  const hash = createHash("sha256");
  const written = await writeTar(store, { tree, also: (piece) => hash.update(piece) }, layout);
  if (!written.ok) return written;
  const { blob, name } = written.value;
  name();
  const tar = hash.digest("hex") as Sha256;
  const noted = await store.putText?.("layers", tree, writeLayerText({ tar, blob: blob.sha256 }));
  return noted?.ok === false ? noted : succeed({ blob, tar });
}

/** What is written of a tree: each file is compared with its digest unless the whole is to be. */
interface ToWrite {
  readonly tree: Sha256;
  readonly unchecked?: true;
  readonly also?: (piece: Uint8Array) => void;
}

/** Writes the layer, which has no name in the layout before it is given. */
async function writeTar(
  store: LayerStore,
  { tree, unchecked, also }: ToWrite,
  layout: string,
): Promise<Result<{ readonly blob: Blob; readonly name: () => void }>> {
  const writer = new BlobWriter(layout);
  try {
    const gzip = new StoredGzip((bytes) => writer.write(bytes));
    const read = await store.readTar(tree, {
      form: LAYER_TAR,
      take: (piece) => {
        also?.(piece);
        gzip.push(piece);
      },
      ...(unchecked === undefined ? {} : { unchecked }),
    });
    if (!read.ok) return read;
    gzip.end();
    const blob = writer.end();
    return succeed({ blob, name: () => writer.name(blob) });
  } finally {
    writer.close();
  }
}
