// bzip2 decoder: bytes in, bytes out, in pieces. The format is that of bzip2 1.0. Must never pass over a checksum.
//
//   stream = "BZh" level block* end      level = '1'..'9': the most bytes of a block before the last step, in 100,000
//   block  = 0x314159265359 crc32 randomised(1 bit) origin(24) symbols-used selectors tables codes
//   end    = 0x177245385090 crc32 of all blocks, then padding to a byte; another stream may follow
//
// A block is decoded by: Huffman codes, move to front with run lengths, the inverse Burrows-Wheeler transform (tables.ts,
// block.ts), and last a run-length code (runs.ts).

import { Bits } from "./bits.ts";
import { readBlock } from "./block.ts";
import { crcOf } from "./crc.ts";
import { Refused } from "../refused.ts";
import { Runs } from "./runs.ts";

/**
 * Decodes one or more streams that `read` gives (it fills what it is given and returns how many bytes; 0 at the end).
 */
export function* decodeBzip2(read: (into: Uint8Array) => number): Generator<Uint8Array> {
  const bits = new Bits(read);
  const words = new Uint32Array(900_000);
  for (let first = true; first || !bits.atEnd(); first = false) {
    if (bits.take(24) !== 0x425a68)
      throw new Refused(first ? "it does not start as bzip2 does" : "other bytes follow the end of the bzip2 stream");
    const level = bits.take(8) - 0x30;
    if (level < 1 || level > 9) throw new Refused("its bzip2 block size is not one of 1 to 9");
    let streamCrc = 0;
    for (;;) {
      const high = bits.take(24);
      const low = bits.take(24);
      const expected = bits.take32();
      if (high === 0x177245 && low === 0x385090) {
        if (expected !== streamCrc >>> 0) throw new Refused("the checksum of the bzip2 stream is wrong");
        break;
      }
      if (high !== 0x314159 || low !== 0x265359) throw new Refused("a bzip2 block does not start as one does");
      const block = new Runs(words, readBlock(bits, words, level * 100_000));
      let crc = 0xffffffff;
      for (let piece = block.next(); piece.length > 0; piece = block.next()) {
        crc = crcOf(piece, crc);
        yield piece;
      }
      crc = ~crc >>> 0;
      if (crc !== expected) throw new Refused("the checksum of a bzip2 block is wrong");
      streamCrc = ((streamCrc << 1) | (streamCrc >>> 31)) ^ crc;
    }
    bits.alignToByte();
  }
}
