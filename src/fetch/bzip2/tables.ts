// What stands before the codes of a bzip2 block: the bytes it uses, which code table is for which fifty codes, and the
// tables themselves. Must never trust a number of the input: each is bounded before it is used as an index or a size.

import { Refused } from "../refused.ts";
import type { Bits } from "./bits.ts";
import { HuffmanTable } from "./huffman.ts";

export interface Tables {
  /** The bytes that the block uses, ascending: the first order of the move to front. */
  readonly alphabet: Uint8Array;
  /** For each group of codes, the index of its table. */
  readonly selectors: Uint8Array;
  readonly tables: readonly HuffmanTable[];
}

export function readTables(bits: Bits): Tables {
  const alphabet = readAlphabet(bits);
  const count = bits.take(3);
  if (count < 2 || count > 6) throw new Refused("a bzip2 block has no proper number of code tables");
  const selectors = readSelectors(bits, count);
  const tables: HuffmanTable[] = [];
  // One code a byte but the first, two for runs of it, and one for the end of the block.
  for (let i = 0; i < count; i++) tables.push(readTable(bits, alphabet.length + 2));
  return { alphabet, selectors, tables };
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
