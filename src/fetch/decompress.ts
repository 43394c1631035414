// The bytes of a file, decompressed when its first bytes say gzip, bzip2, xz or zstd, as they are otherwise.
// Must never pass over bytes that belong to no compressed stream, nor a checksum that is wrong.
//
// Several streams one after the other count as one, as for gzip, bzip2, xz and zstd themselves. After the last
// one zero bytes are let pass after gzip (padding of tapes), and nothing after the others but xz's own padding.

import { open } from "node:fs/promises";
import { Readable, pipeline } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { type UnpackLimits, tooMuch } from "./limits.ts";
import { bzip2Stream } from "./bzip2/stream.ts";
import { PIECE, type Reading, reading, type Part } from "./reading.ts";
import { Refused } from "./refused.ts";
import { decodeXz } from "./xz.ts";
import { withinDictionary } from "./xz-dictionary.ts";

export type Compression = "gzip" | "bzip2" | "xz" | "zstd" | "none";

const MAGIC: readonly (readonly [Compression, string])[] = [
  ["gzip", "1f8b"],
  ["bzip2", "425a68"],
  ["xz", "fd377a585a00"],
  ["zstd", "28b52ffd"],
];

/** What the first bytes of a file say. */
function compressionOf(start: Uint8Array): Compression {
  const hex = Buffer.from(start).toString("hex");
  return MAGIC.find(([, magic]) => hex.startsWith(magic))?.[0] ?? "none";
}

/** Throws Refused for a broken stream, the file system's errors, and the signal's reason. */
export async function* decompressed(
  path: string,
  how: Reading,
  limits: Pick<UnpackLimits, "dictionary" | "frames">,
): AsyncGenerator<Uint8Array> {
  const { start, size } = await firstBytes(path);
  switch (compressionOf(start)) {
    case "gzip": {
      const end = yield* zlibStream("gzip", { path, from: 0 }, how);
      if (end < size) await onlyZeros(path, end, how);
      return;
    }
    case "zstd":
      // Node's decoder may stop between two frames, so the next one starts where it stopped.
      for (let from = 0, frames = 1; from < size; frames++) {
        if (frames > limits.frames) throw tooMuch(`its zstd stream is in more than ${limits.frames} frames`);
        const end: number = yield* zlibStream("zstd", { path, from }, how);
        if (end === from) throw new Refused("other bytes follow the end of the zstd stream");
        from = end;
      }
      return;
    case "bzip2":
      yield* bzip2Stream(path, how);
      return;
    case "xz":
      yield* xzStream(withinDictionary(reading({ path, from: 0 }, how), limits.dictionary));
      return;
    case "none":
      yield* reading({ path, from: 0 }, how);
  }
}

const DECODERS = {
  gzip: () => createGunzip({ chunkSize: PIECE }),
  zstd: () => createZstdDecompress({ chunkSize: PIECE }),
};

/** Returns where in the file the decoder stopped. */
async function* zlibStream(kind: keyof typeof DECODERS, part: Part, how: Reading): AsyncGenerator<Uint8Array, number> {
  const stream = DECODERS[kind]();
  pipeline(reading(part, how), stream, () => {});
  try {
    yield* stream as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw broken(kind, error);
  }
  return part.from + stream.bytesWritten;
}

async function* xzStream(pieces: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  let cause: unknown;
  /** The decoder gives an error of its input on as one of its own. */
  const heard = async function* (): AsyncGenerator<Buffer> {
    try {
      yield* pieces;
    } catch (error) {
      cause = error;
      throw error;
    }
  };
  try {
    yield* decodeXz(Readable.from(heard()));
  } catch (error) {
    throw cause ?? broken("xz", error);
  }
}

function broken(kind: Compression, error: unknown): unknown {
  const { code, message, syscall } = error as NodeJS.ErrnoException;
  if (error instanceof Refused || code === "ABORT_ERR" || syscall !== undefined) return error;
  if (code === "Z_BUF_ERROR" || message === "failed to fill whole buffer")
    return new Refused(`it ends too early: the ${kind} stream is cut`);
  return new Refused(`its ${kind} stream is broken: ${message}`);
}

async function firstBytes(path: string): Promise<{ readonly start: Uint8Array; readonly size: number }> {
  await using file = await open(path);
  const { bytesRead, buffer } = await file.read(Buffer.alloc(6), 0, 6, 0);
  return { start: buffer.subarray(0, bytesRead), size: (await file.stat()).size };
}

async function onlyZeros(path: string, from: number, how: Reading): Promise<void> {
  for await (const bytes of reading({ path, from }, how)) {
    if ((bytes as Buffer).some((byte) => byte !== 0))
      throw new Refused("other bytes follow the end of the gzip stream");
  }
}
