// Export of a tree as a tar archive whose bytes are the same on every machine. Must never take a byte from anything but
// the tree.

import type { Writable } from "node:stream";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Tree } from "../model/tree.ts";
import { readChecked } from "./checked-read.ts";
import { tarParts, type TarForm } from "./tar-parts.ts";

/** Most entries are small: together they cost one write. */
const LEAST_PIECE = 1 << 20;

/**
 * Writes the tree at `directory` to a stream and ends it. Rejects with a system error, the stream's error, or
 * CorruptFile.
 */
export async function writeTar(
  directory: string,
  tree: Tree,
  { stream, form }: { readonly stream: Writable; readonly form: TarForm },
): Promise<void> {
  await pipeline(Readable.from(tarPieces(directory, tree, form)), stream);
}

async function* tarPieces(directory: string, tree: Tree, form: TarForm): AsyncGenerator<Uint8Array, void> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for (const part of tarParts(tree, form)) {
    const pieces =
      part.type === "content"
        ? readChecked(`${directory}/${part.entry.path}`, part.entry.size, part.entry.sha256)
        : [part.bytes];
    for await (const bytes of pieces) {
      waiting.push(bytes);
      length += bytes.length;
      if (length < LEAST_PIECE) continue;
      yield waiting.length === 1 ? bytes : Buffer.concat(waiting, length);
      waiting = [];
      length = 0;
    }
  }
  if (length > 0) yield Buffer.concat(waiting, length);
}
