// Blobs of an image layout: files by the sha256 of their bytes. Must never leave one under a name that is not its
// digest.

import { createHash } from "node:crypto";
import { open, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256, type Sha256 } from "../bytes/sha256.ts";

/** A blob as the documents of an image refer to it. */
export interface Blob {
  readonly sha256: Sha256;
  /** Bytes. */
  readonly size: number;
}

/** Where a layout keeps its blobs, below its top. */
export const BLOBS = "blobs/sha256";

export async function putBlob(layout: string, content: string): Promise<Blob> {
  const digest = sha256(content);
  await writeFile(join(layout, BLOBS, digest), content);
  return { sha256: digest, size: Buffer.byteLength(content) };
}

/** Writes a blob whose digest is known when it is written. Rejects with what `pieces` throws, or a system error. */
export async function streamBlob(layout: string, pieces: AsyncIterable<Uint8Array>): Promise<Blob> {
  const temporary = join(layout, BLOBS, "new");
  const hash = createHash("sha256");
  let size = 0;
  const file = await open(temporary, "w");
  try {
    for await (const piece of gathered(pieces)) {
      hash.update(piece);
      size += piece.length;
      await file.writeFile(piece);
    }
  } finally {
    await file.close();
  }
  const digest = hash.digest("hex") as Sha256;
  await rename(temporary, join(layout, BLOBS, digest));
  return { sha256: digest, size };
}

/** The same bytes in fewer pieces, as each costs a write. */
async function* gathered(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    waiting.push(piece);
    length += piece.length;
    if (length < 1 << 20) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    length = 0;
  }
  yield Buffer.concat(waiting);
}
