// A file read in pieces from some place on, with its progress told. Must never be deaf to the signal, however long
// nothing comes out of what goes in: so the stream itself ends with it.

import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";

/** Bytes of a piece, at most. */
export const PIECE = 1 << 18;

export interface Reading {
  /** Gets how many bytes of the file are read. */
  readonly onRead: (bytes: number) => void;
  readonly signal: AbortSignal | undefined;
}

export interface Part {
  readonly path: string;
  /** Bytes before it. */
  readonly from: number;
  /** Its bytes; absent for all to the file's end. Never 0. */
  readonly size?: number;
}

export function reading({ path, from, size }: Part, { onRead, signal }: Reading): Readable & AsyncIterable<Buffer> {
  let read = from;
  const stream = createReadStream(path, {
    start: from,
    ...(size === undefined ? {} : { end: from + size - 1 }),
    highWaterMark: PIECE,
    ...(signal === undefined ? {} : { signal }),
  });
  stream.on("data", (bytes) => onRead((read += bytes.length)));
  stream.pause();
  return stream;
}
