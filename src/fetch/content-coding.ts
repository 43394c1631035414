// Content codings of http: identity is asked for, and some servers name or use another one all the same. Must never be
// used before what came was tried as it is: `Content-Encoding: x-gzip` on a .gz file mostly means the file itself.

import { Readable, pipeline, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import { GetError } from "./http-get.ts";

const DECODERS = {
  gzip: () => createGunzip(),
  "x-gzip": () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress(),
} as const satisfies Readonly<Record<string, () => Transform>>;

export type Coding = keyof typeof DECODERS;

/** The coding that a header names, if it can be taken off. */
export function decodable(header: string | undefined): Coding | undefined {
  const name = header?.trim().toLowerCase() ?? "";
  return Object.hasOwn(DECODERS, name) ? (name as Coding) : undefined;
}

/** What the pieces decode to. Throws GetError when they do not; a body that was cut ends early instead. */
export async function* decoded(pieces: AsyncIterable<Uint8Array>, coding: Coding): AsyncGenerator<Uint8Array, void> {
  const decoder = DECODERS[coding]();
  pipeline(Readable.from(pieces), decoder, () => {});
  try {
    for await (const bytes of decoder) yield bytes as Uint8Array;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "Z_BUF_ERROR") return;
    throw code?.startsWith("Z_") || code?.startsWith("ERR_") || code?.startsWith("ZSTD_")
      ? new GetError(`answered in the content encoding "${coding}", and what came is not in it`, true)
      : error;
  }
}
