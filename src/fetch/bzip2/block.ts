// One block of a bzip2 stream, up to the last step but one: Huffman codes, move to front with run lengths, and the first
// half of the inverse Burrows-Wheeler transform. Must never write past the block's size.

import { Refused } from "../refused.ts";
import type { Bits } from "./bits.ts";
import { readTables } from "./tables.ts";

/** A block in an array of words: how many they are, and which is the first. */
export interface Block {
  readonly length: number;
  readonly origin: number;
}

/** How many codes are read by one table. */
const GROUP = 50;

/** Reads a block of `most` bytes or fewer into `words`, each a byte and, above it, the index of the word that follows. */
export function readBlock(bits: Bits, words: Uint32Array, most: number): Block {
  if (bits.take(1) === 1) throw new Refused("a bzip2 block is randomised, as no bzip2 since 1999 writes it");
  const origin = bits.take(24);
  const { alphabet, selectors, tables } = readTables(bits);
  const end = alphabet.length + 1;
  const counts = new Int32Array(256);
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
  link(words, length, counts);
  return { length, origin };
}

/** The inverse Burrows-Wheeler transform, first half: sets in each word the index of its successor. */
function link(words: Uint32Array, length: number, counts: Int32Array): void {
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
