// A file's bytes, some at a time: one of several gigabytes is looked through in the memory of one piece. Must never read
// beyond what was asked for.

import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Bytes by where they stand. */
export interface SomeBytes {
  readonly length: number;
  /** Those from `from` up to `to`, as far as they are there. */
  read(from: number, to: number): Buffer;
}

/** Gives `use` the bytes of a file that nobody writes to. Throws the file system's error. */
export function withBytes<T>(path: string, use: (bytes: SomeBytes) => T): T {
  const file = openSync(path, "r");
  try {
    const length = fstatSync(file).size;
    const read = (from: number, to: number): Buffer => {
      const piece = Buffer.allocUnsafe(Math.max(0, Math.min(to, length) - from));
      for (let at = 0; at < piece.length; ) {
        const count = readSync(file, piece, at, piece.length - at, from + at);
        if (count === 0) return piece.subarray(0, at);
        at += count;
      }
      return piece;
    };
    return use({ length, read });
  } finally {
    closeSync(file);
  }
}
