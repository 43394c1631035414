// The bytes of a file, decompressed when its first bytes say gzip, bzip2, xz or zstd, as they are otherwise.
// Must never pass over bytes that belong to no compressed stream, nor a checksum that is wrong.
//
// Several streams one after the other count as one, as for gzip, bzip2, xz and zstd themselves. Behind the last
// one zero bytes are let pass after gzip (padding of tapes), and nothing after the others but xz's own padding.

import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { type Readable, pipeline } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import type { Gunzip, ZstdDecompress } from "node:zlib";
import { bzip2Stream } from "./bzip2/stream.ts";
import { Refused } from "./refused.ts";
import { decodeXz } from "./xz.ts";

export type Compression = "gzip" | "bzip2" | "xz" | "zstd" | "none";

const MAGIC: readonly (readonly [Compression, string])[] = [
  ["gzip", "1f8b"],
  ["bzip2", "425a68"],
  ["xz", "fd377a585a00"],
  ["zstd", "28b52ffd"],
];
const PIECE = 1 << 18;

/** What the first bytes of a file say. */
export function compressionOf(start: Uint8Array): Compression {
  const hex = Buffer.from(start).toString("hex");
  return MAGIC.find(([, magic]) => hex.startsWith(magic))?.[0] ?? "none";
}

/**
 * Throws Refused for a broken stream, and the file system's errors. `onRead` gets how many bytes of the file are read.
 */
export async function* decompressed(path: string, onRead: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  const { start, size } = await firstBytes(path);
  switch (compressionOf(start)) {
    case "gzip": {
      const end = yield* zlibStream("gzip", path, 0, () => createGunzip({ chunkSize: PIECE }), onRead);
      if (end < size) await onlyZeros(path, end);
      return;
    }
    case "zstd":
      // Node's decoder may stop between two frames, so the next one starts where it stopped.
      for (let at = 0; at < size; ) {
        const end: number = yield* zlibStream(
          "zstd",
          path,
          at,
          () => createZstdDecompress({ chunkSize: PIECE }),
          onRead,
        );
        if (end === at) throw new Refused("other bytes follow the end of the zstd stream");
        at = end;
      }
      return;
    case "bzip2":
      yield* bzip2Stream(path, onRead);
      return;
    case "xz":
      try {
        yield* decodeXz(reading(path, 0, onRead));
      } catch (error) {
        throw broken("xz", error);
      }
      return;
    case "none":
      yield* reading(path, 0, onRead);
  }
}

/** Decodes from `from` on; returns where in the file the decoder stopped. */
async function* zlibStream(
  kind: Compression,
  path: string,
  from: number,
  decoder: () => Gunzip | ZstdDecompress,
  onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array, number> {
  const stream = decoder();
  pipeline(reading(path, from, onRead), stream, () => {});
  try {
    yield* stream as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw broken(kind, error);
  }
  return from + stream.bytesWritten;
}

function reading(path: string, from: number, onRead: (bytes: number) => void): Readable {
  let read = from;
  const stream = createReadStream(path, { start: from, highWaterMark: PIECE });
  stream.on("data", (bytes) => onRead((read += bytes.length)));
  stream.pause();
  return stream;
}

function broken(kind: Compression, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof Refused || code === "ABORT_ERR" || (error as NodeJS.ErrnoException).syscall !== undefined)
    return error;
  if (code === "Z_BUF_ERROR" || message === "failed to fill whole buffer")
    return new Refused(`it ends too early: the ${kind} stream is cut`);
  return new Refused(`its ${kind} stream is broken: ${message}`);
}

async function firstBytes(path: string): Promise<{ readonly start: Uint8Array; readonly size: number }> {
  await using file = await open(path);
  const { bytesRead, buffer } = await file.read(Buffer.alloc(6), 0, 6, 0);
  return { start: buffer.subarray(0, bytesRead), size: (await file.stat()).size };
}

async function onlyZeros(path: string, from: number): Promise<void> {
  for await (const bytes of createReadStream(path, { start: from })) {
    if ((bytes as Buffer).some((byte) => byte !== 0))
      throw new Refused("other bytes follow the end of the gzip stream");
  }
}
