// xz, through liblzma's counterpart in a package that carries a binary for this platform alone, as Node itself is had.
// Must stay the only place that names the package: it has no types of its own.

import { createRequire } from "node:module";

interface XzBinding {
  /** Decodes on a thread of its own; what is written comes out of the same or a later call. */
  readonly XzDecompressor: new () => { update(piece: Uint8Array): Buffer; finish(): Promise<Buffer> };
  readonly xz: { compressSync(content: Uint8Array): Buffer };
}

let binding: XzBinding | undefined;

/** Loaded when the first xz file is met, as most runs meet none. */
function load(): XzBinding {
  return (binding ??= createRequire(import.meta.url)("@napi-rs/lzma-linux-x64-gnu") as XzBinding);
}

/** Decodes a stream of xz bytes. Throws the decoder's error on a broken or cut stream. */
export async function* decodeXz(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = new (load().XzDecompressor)();
  for await (const piece of pieces) {
    const decoded = decoder.update(piece);
    if (decoded.length > 0) yield decoded;
  }
  yield await decoder.finish();
}

/** Encodes bytes as xz: for tests, which make their own archives. */
export function encodeXz(content: Uint8Array): Buffer {
  return load().xz.compressSync(content);
}
