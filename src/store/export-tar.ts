// Export of a tree as a tar archive whose bytes are the same on every machine. Must never take a byte from anything but
// the tree.

import { setImmediate as breathe } from "node:timers/promises";
import type { Tree } from "../model/tree.ts";
import { CheckedFile } from "./checked-read.ts";
import { tarParts, type FileEntry, type TarForm } from "./tar-parts.ts";

const PIECE = 1 << 20;

/** How a tree is read as a tar. */
export interface TarReading {
  readonly take: (piece: Uint8Array) => void;
  readonly form: TarForm;
  /** Who takes it compares the digest of all that comes: then each file's own is left out. */
  readonly unchecked?: true;
}

/**
 * Hands the tar of the tree at `directory` to `take`, in pieces that are valid during the call only. Rejects with a system
 * error, CorruptFile, or what `take` throws.
 */
export async function readTar(directory: string, tree: Tree, { take, form, unchecked }: TarReading): Promise<void> {
  const open = (entry: FileEntry) =>
    new CheckedFile(`${directory}/${entry.path}`, entry, unchecked === true ? "size" : "digest");
  for (const piece of tarPieces(tree, form, open)) {
    take(piece);
    await breathe();
  }
}

/** The pieces are all in one buffer: each is valid until the next is asked for. */
function* tarPieces(tree: Tree, form: TarForm, open: (entry: FileEntry) => CheckedFile): Generator<Uint8Array, void> {
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
    const content = open(entry);
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
