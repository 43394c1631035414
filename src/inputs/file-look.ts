// A look at one file of a source: its size and lines, and whether it is opaque or looks generated. Read in pieces, as a
// file may be large, and at once: a tree has many thousands, and waiting for each costs more than reading it.

import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { generatedMark, HEAD } from "./generated-scan.ts";
import { opaqueKind } from "./opaque-scan.ts";

export interface Look {
  /** Bytes. */
  readonly size: number;
  /** Line feeds; none of an opaque file. */
  readonly lines: number;
  readonly opaque?: string;
  /** The line that tells that a program wrote it. */
  readonly mark?: string;
}

const PIECE = Buffer.alloc(1 << 18);

/** Looks at the file at `path`; `name` is what the file is called in its source. Throws what the file system says. */
export function lookAt(path: string, name: string): Look {
  const file = openSync(path, "r");
  try {
    let size = readSync(file, PIECE);
    const start = PIECE.subarray(0, Math.min(size, HEAD));
    const opaque = opaqueKind(start);
    if (opaque !== undefined) return { size: fstatSync(file).size, lines: 0, opaque };
    const mark = generatedMark(name, start);
    let lines = 0;
    for (let read = size; read > 0; read = readSync(file, PIECE), size += read)
      lines += lineFeeds(PIECE.subarray(0, read));
    return { size, lines, ...(mark === undefined ? {} : { mark }) };
  } finally {
    closeSync(file);
  }
}

function lineFeeds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}
