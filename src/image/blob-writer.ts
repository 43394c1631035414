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
  #file: number | undefined;
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
    if (this.#file === undefined) throw new Error("our bug: a blob is written to after its end");
    writeFileSync(this.#file, bytes);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  /** What was written. Nothing more can be. */
  end(): Blob {
    this.close();
    return { sha256: this.#hash.digest("hex") as Sha256, size: this.#size };
  }

  /** Gives what was written, and no more is to be, its name; without one, the next blob takes its place. */
  name({ sha256 }: Blob): void {
    renameSync(this.#temporary, join(this.#layout, BLOBS, sha256));
  }
}
