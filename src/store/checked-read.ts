// Reading a stored file while comparing it with its digest, so that nothing corrupt leaves the store unseen.
// Must never end normally when the content was not what the listing says.

import { createHash, hash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import type { FileEntry } from "./tar-parts.ts";

/** A stored file is not what its tree's listing says. */
export class CorruptFile extends Error {
  readonly path: string;
  constructor(path: string, found: string) {
    super(`its sha256 is ${found}`);
    this.path = path;
  }
}

/**
 * A file that is read into somebody's buffer, and compared with its entry at its end; by its size alone where whoever
 * reads it compares a digest of more than this file. Calls block; to be closed.
 */
export class CheckedFile {
  readonly #path: string;
  readonly #entry: FileEntry;
  readonly #file: number;
  readonly #by: "digest" | "size";
  readonly #hash = createHash("sha256");
  #left: number;

  constructor(path: string, entry: FileEntry, by: "digest" | "size" = "digest") {
    this.#path = path;
    this.#by = by;
    this.#entry = entry;
    this.#left = entry.size;
    this.#file = openSync(path, "r");
  }

  get isRead(): boolean {
    return this.#left === 0;
  }

  /** Reads until the buffer is full or the file is read; gives how many bytes. Throws CorruptFile. */
  read(into: Buffer, from: number): number {
    let count = 0;
    const most = Math.min(this.#left, into.length - from);
    while (count < most) {
      const read = readSync(this.#file, into, from + count, most - count, null);
      if (read === 0) throw new CorruptFile(this.#path, "not known: it is shorter than it was");
      count += read;
    }
    this.#left -= count;
    const bytes = into.subarray(from, from + count);
    const isWhole = count === this.#entry.size;
    if (!isWhole && this.#by === "digest") this.#hash.update(bytes);
    if (!this.isRead) return count;
    if (readSync(this.#file, Buffer.alloc(1), 0, 1, null) > 0)
      throw new CorruptFile(this.#path, "not known: it is longer than it was");
    if (this.#by === "size") return count;
    const found = isWhole ? hash("sha256", bytes, "hex") : this.#hash.digest("hex");
    if (found !== this.#entry.sha256) throw new CorruptFile(this.#path, found);
    return count;
  }

  close(): void {
    closeSync(this.#file);
  }
}
