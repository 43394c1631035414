// xz, through liblzma's counterpart in a package that carries a binary for this platform alone, as Node itself is had.
// Must stay the only place that names the package: it has no types of its own.

import { createRequire } from "node:module";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";

interface XzBinding {
  /** The stream form alone keeps to a bounded memory when little becomes much. */
  readonly xz: {
    decompressStream(pieces: ReadableStream): ReadableStream<Uint8Array>;
  };
}

let binding: XzBinding | undefined;

/** Loaded when the first xz file is met, as most runs meet none. */
function load(): XzBinding {
  return (binding ??= createRequire(import.meta.url)("@napi-rs/lzma-linux-x64-gnu") as XzBinding);
}

/** Decodes a stream of xz bytes, on a thread of its own. Throws the decoder's error on a broken or cut stream. */
export function decodeXz(pieces: Readable): AsyncIterable<Uint8Array> {
  return load().xz.decompressStream(Readable.toWeb(pieces) as ReadableStream);
}
