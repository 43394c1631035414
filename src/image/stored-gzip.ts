// gzip (RFC 1952) of stored blocks (RFC 1951, 3.2.4): nothing is compressed, so the bytes follow from the content alone,
// whatever library and version another program has. Must never hold more than one block.

import { crc32 } from "node:zlib";

/** Magic, deflate, no flags, no time, no extra flags, system unknown. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
const LONGEST_BLOCK = 65_535;

/** Gives the pieces of a gzip file whose content is that of `pieces`; how these are cut makes no difference. */
export async function* storedGzip(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let waiting = Buffer.alloc(0);
  let sum = 0;
  let length = 0;
  yield HEADER;
  for await (const piece of pieces) {
    sum = crc32(piece, sum);
    length += piece.length;
    waiting = Buffer.concat([waiting, piece]);
    // What may be the last block waits for the end.
    for (; waiting.length > LONGEST_BLOCK; waiting = waiting.subarray(LONGEST_BLOCK))
      yield* block(waiting.subarray(0, LONGEST_BLOCK), false);
  }
  yield* block(waiting, true);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(sum, 0);
  trailer.writeUInt32LE(length % 2 ** 32, 4);
  yield trailer;
}

function* block(content: Buffer, last: boolean): Generator<Uint8Array, void> {
  const head = Buffer.alloc(5);
  head.writeUInt8(last ? 1 : 0, 0);
  head.writeUInt16LE(content.length, 1);
  head.writeUInt16LE(content.length ^ 0xffff, 3);
  yield head;
  yield content;
}
