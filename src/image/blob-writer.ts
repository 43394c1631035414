// Blobs of an image layout: files by the sha256 of their bytes. Must never leave one under a name that is not its
// digest.

import { createHash } from "node:crypto";
import { closeSync, openSync, renameSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
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

/** A blob whose digest is known when all of it was written. Calls block: a layer is little else than writing. */
export class BlobWriter {
  readonly #layout: string;
  readonly #temporary: string;
  readonly #file: number;
  readonly #hash = createHash("sha256");
  #size = 0;

  /** Throws the file system's error, as all else here. */
  constructor(layout: string) {
    this.#layout = layout;
    this.#temporary = join(layout, BLOBS, "new");
    this.#file = openSync(this.#temporary, "w");
  }

  write(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#size += bytes.length;
    writeFileSync(this.#file, bytes);
  }

  close(): void {
    closeSync(this.#file);
  }

  /** Gives the blob its name; it must be closed. */
  name(): Blob {
    const sha256 = this.#hash.digest("hex") as Sha256;
    renameSync(this.#temporary, join(this.#layout, BLOBS, sha256));
    return { sha256, size: this.#size };
  }
}
