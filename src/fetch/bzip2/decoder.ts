// bzip2 decoder: bytes in, bytes out, in pieces, every checksum checked. The format is that of bzip2 1.0.
// Must never trust a number of the input: each is bounded before it is used as an index or a size.
//
//   stream = "BZh" level block* end      level = '1'..'9': the most bytes of a block before the last step, in 100,000
//   block  = 0x314159265359 crc32 randomised(1 bit) origin(24) symbols-used selectors tables codes
//   end    = 0x177245385090 crc32 of all blocks, then padding to a byte; another stream may follow
//
// A block is decoded by: Huffman codes, move to front with run lengths, the inverse Burrows-Wheeler transform, and
// last a run-length code in which four equal bytes are followed by a count of more.

import { Bits } from "./bits.ts";
import { crcOf } from "./crc.ts";
import { HuffmanTable } from "./huffman.ts";
import { Refused } from "../refused.ts";

const GROUP = 50;
const OUTPUT = 1 << 18;

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

/** Reads a block into `words`, each a byte and, above it, the index of the word that follows. */
function readBlock(bits: Bits, words: Uint32Array, most: number): { readonly length: number; readonly origin: number } {
  if (bits.take(1) === 1) throw new Refused("a bzip2 block is randomised, as no bzip2 since 1999 writes it");
  const origin = bits.take(24);
  const alphabet = readAlphabet(bits);
  const size = alphabet.length + 2;
  const groups = bits.take(3);
  if (groups < 2 || groups > 6) throw new Refused("a bzip2 block has no proper number of code tables");
  const selectors = readSelectors(bits, groups);
  const tables: HuffmanTable[] = [];
  for (let i = 0; i < groups; i++) tables.push(readTable(bits, size));

  const counts = new Int32Array(256);
  const end = size - 1;
  let length = 0;
  let run = 0;
  let place = 1;
  let table = tables[0]!;
  let left = 0;
  let selector = 0;
  for (;;) {
    if (left === 0) {
      if (selector === selectors.length) throw new Refused("a bzip2 block has more codes than it says");
      table = tables[selectors[selector++]!]!;
      left = GROUP;
    }
    left--;
    const symbol = table.next(bits);
    if (symbol <= 1) {
      if (place > most) throw new Refused("a run in a bzip2 block is longer than a block may be");
      run += place << symbol;
      place <<= 1;
      continue;
    }
    if (run > 0) {
      const byte = alphabet[0]!;
      if (length + run > most) throw new Refused("a bzip2 block is larger than its stream allows");
      counts[byte]! += run;
      words.fill(byte, length, length + run);
      length += run;
      run = 0;
      place = 1;
    }
    if (symbol === end) break;
    if (length === most) throw new Refused("a bzip2 block is larger than its stream allows");
    const index = symbol - 1;
    const byte = alphabet[index]!;
    if (index < 16) for (let i = index; i > 0; i--) alphabet[i] = alphabet[i - 1]!;
    else alphabet.copyWithin(1, 0, index);
    alphabet[0] = byte;
    counts[byte]!++;
    words[length++] = byte;
  }
  if (length > 0 && origin >= length) throw new Refused("a bzip2 block starts outside itself");
  chain(words, length, counts);
  return { length, origin };
}

/** The inverse Burrows-Wheeler transform, first half: sets in each word the index of its successor. */
function chain(words: Uint32Array, length: number, counts: Int32Array): void {
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    const count = counts[byte]!;
    counts[byte] = sum;
    sum += count;
  }
  for (let i = 0; i < length; i++) {
    const byte = words[i]! & 0xff;
    words[counts[byte]!++]! |= i << 8;
  }
}

function readAlphabet(bits: Bits): Uint8Array {
  const ranges = bits.take(16);
  const used: number[] = [];
  for (let high = 0; high < 16; high++) {
    if ((ranges & (0x8000 >> high)) === 0) continue;
    const range = bits.take(16);
    for (let low = 0; low < 16; low++) if ((range & (0x8000 >> low)) !== 0) used.push(high * 16 + low);
  }
  if (used.length === 0) throw new Refused("a bzip2 block uses no byte at all");
  return Uint8Array.from(used);
}

function readSelectors(bits: Bits, groups: number): Uint8Array {
  const count = bits.take(15);
  if (count === 0) throw new Refused("a bzip2 block has no selectors");
  const order = Uint8Array.from({ length: groups }, (_, i) => i);
  const selectors = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    let index = 0;
    while (bits.take(1) === 1)
      if (++index >= groups) throw new Refused("a bzip2 block selects a code table that it does not have");
    const chosen = order[index]!;
    order.copyWithin(1, 0, index);
    order[0] = chosen;
    selectors[i] = chosen;
  }
  return selectors;
}

function readTable(bits: Bits, size: number): HuffmanTable {
  const lengths = new Uint8Array(size);
  let length = bits.take(5);
  for (let i = 0; i < size; i++) {
    for (;;) {
      if (length < 1 || length > 20) throw new Refused("a bzip2 code is not 1 to 20 bits long");
      if (bits.take(1) === 0) break;
      length += bits.take(1) === 0 ? 1 : -1;
    }
    lengths[i] = length;
  }
  return new HuffmanTable(lengths);
}

/** The last step: follows the chain of words and undoes the run lengths, a piece at a time. */
class Runs {
  readonly #words: Uint32Array;
  #left: number;
  #word: number;
  /** The byte before, how often it came in a row, and how many more of it are still to be given. */
  #byte = -1;
  #row = 0;
  #more = 0;

  constructor(words: Uint32Array, block: { readonly length: number; readonly origin: number }) {
    this.#words = words;
    this.#left = block.length;
    this.#word = block.length > 0 ? words[block.origin]! >>> 8 : 0;
  }

  /** The next piece, empty at the end. The caller owns it. */
  next(): Uint8Array {
    const out = new Uint8Array(OUTPUT);
    const words = this.#words;
    let left = this.#left;
    let word = this.#word;
    let last = this.#byte;
    let row = this.#row;
    let more = this.#more;
    let at = 0;
    while (at < OUTPUT) {
      if (more > 0) {
        const count = Math.min(more, OUTPUT - at);
        out.fill(last, at, at + count);
        at += count;
        more -= count;
        continue;
      }
      if (left === 0) break;
      left--;
      word = words[word]!;
      const byte = word & 0xff;
      word >>>= 8;
      if (row === 4) {
        more = byte;
        row = 0;
        continue;
      }
      if (byte === last) row++;
      else {
        last = byte;
        row = 1;
      }
      out[at++] = byte;
    }
    this.#left = left;
    this.#word = word;
    this.#byte = last;
    this.#row = row;
    this.#more = more;
    return at === OUTPUT ? out : out.subarray(0, at);
  }
}
