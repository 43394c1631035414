// Export of a tree as a tar archive whose bytes are the same on every machine. Must never take a byte from anything but
// the tree.

import { createHash, hash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import type { Writable } from "node:stream";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate as breathe } from "node:timers/promises";
import type { Tree } from "../model/tree.ts";
import { CorruptFile } from "./checked-read.ts";
import { tarParts, type FileEntry, type TarForm } from "./tar-parts.ts";

const PIECE = 1 << 20;

/**
 * Writes the tree at `directory` to a stream and ends it. Rejects with a system error, the stream's error, or
 * CorruptFile.
 */
export async function writeTar(
  directory: string,
  tree: Tree,
  { stream, form }: { readonly stream: Writable; readonly form: TarForm },
): Promise<void> {
  const copies = function* (): Generator<Uint8Array, void> {
    for (const piece of tarPieces(directory, tree, form)) yield Buffer.from(piece);
  };
  await pipeline(Readable.from(copies()), stream);
}

/** Hands the tar of the tree at `directory` to `take`, in pieces that are valid during the call only. Rejects as above. */
export async function readTar(
  directory: string,
  tree: Tree,
  { take, form }: { readonly take: (piece: Uint8Array) => void; readonly form: TarForm },
): Promise<void> {
  for (const piece of tarPieces(directory, tree, form)) {
    take(piece);
    await breathe();
  }
}

/** The pieces are all in one buffer: each is valid until the next is asked for. */
function* tarPieces(directory: string, tree: Tree, form: TarForm): Generator<Uint8Array, void> {
  const piece = Buffer.allocUnsafe(PIECE);
  let filled = 0;
  for (const part of tarParts(tree, form)) {
    if (part.type !== "content") {
      for (let at = 0; at < part.bytes.length; ) {
        const count = Math.min(part.bytes.length - at, PIECE - filled);
        piece.set(part.bytes.subarray(at, at + count), filled);
        at += count;
        filled += count;
        if (filled < PIECE) continue;
        yield piece;
        filled = 0;
      }
      continue;
    }
    const { entry } = part;
    // A file that fits is read, and digested, in one call.
    if (entry.size > PIECE - filled && entry.size <= PIECE) {
      yield piece.subarray(0, filled);
      filled = 0;
    }
    const content = new FileContent(`${directory}/${entry.path}`, entry);
    try {
      for (;;) {
        filled += content.read(piece, filled);
        if (content.isRead) break;
        yield piece.subarray(0, filled);
        filled = 0;
      }
    } finally {
      content.close();
    }
  }
  yield piece.subarray(0, filled);
}

/** A file that is read into somebody's buffer, and compared with its entry at its end. */
class FileContent {
  readonly #path: string;
  readonly #entry: FileEntry;
  readonly #file: number;
  readonly #hash = createHash("sha256");
  #left: number;

  constructor(path: string, entry: FileEntry) {
    this.#path = path;
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
    if (!isWhole) this.#hash.update(bytes);
    if (!this.isRead) return count;
    if (readSync(this.#file, Buffer.alloc(1), 0, 1, null) > 0)
      throw new CorruptFile(this.#path, "not known: it is longer than it was");
    const found = isWhole ? hash("sha256", bytes, "hex") : this.#hash.digest("hex");
    if (found !== this.#entry.sha256) throw new CorruptFile(this.#path, found);
    return count;
  }

  close(): void {
    closeSync(this.#file);
  }
}
