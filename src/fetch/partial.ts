// Partial: the file `<destination>.partial` that grows while a source comes in, with the digest of what it holds.
// It may be left over from an earlier process. Must never grow beyond the size that the source has.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

export class Partial {
  readonly #file: FileHandle;
  readonly #most: number;
  #hash = createHash("sha256");
  #length = 0;

  private constructor(file: FileHandle, most: number) {
    this.#file = file;
    this.#most = most;
  }

  /** Opens or creates the file and digests what it already holds; one that is larger than `most` is emptied. */
  static async open(path: string, most: number): Promise<Partial> {
    const partial = new Partial(await open(path, "a+", 0o600), most);
    const { size } = await partial.#file.stat();
    if (size > most) {
      await partial.restart();
      return partial;
    }
    for await (const bytes of createReadStream(path, { highWaterMark: 1 << 20 })) {
      partial.#hash.update(bytes as Buffer);
      partial.#length += (bytes as Buffer).length;
    }
    return partial;
  }

  get length(): number {
    return this.#length;
  }

  /** The digest of all that it holds. */
  digest(): string {
    return this.#hash.copy().digest("hex");
  }

  async append(bytes: Uint8Array): Promise<void> {
    if (this.#length + bytes.length > this.#most)
      throw new Error("our bug: a partial file would grow beyond its source's size");
    for (let at = 0; at < bytes.length; ) at += (await this.#file.write(bytes, at, bytes.length - at)).bytesWritten;
    this.#hash.update(bytes);
    this.#length += bytes.length;
  }

  /** Throws away what it holds. */
  async restart(): Promise<void> {
    await this.#file.truncate(0);
    this.#hash = createHash("sha256");
    this.#length = 0;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
