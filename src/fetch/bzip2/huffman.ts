// HuffmanTable: the canonical codes of one table of a bzip2 block, by their lengths. Must never give a symbol that has
// no code.

import type { Bits } from "./bits.ts";
import { Refused } from "../refused.ts";

const LONGEST = 20;
/** Codes up to this long are found with one look. */
const QUICK = 11;

export class HuffmanTable {
  /** By the next QUICK bits: symbol * 32 + length, or 0 when the code is longer. */
  readonly #quick = new Uint16Array(1 << QUICK);
  /** By length: the first code that is too large for it, and what to add to a code to get its index in `#symbols`. */
  readonly #limit = new Int32Array(LONGEST + 1);
  readonly #offset = new Int32Array(LONGEST + 1);
  readonly #symbols: Uint16Array;

  constructor(lengths: Uint8Array) {
    this.#symbols = new Uint16Array(lengths.length);
    let code = 0;
    let index = 0;
    for (let length = 1; length <= LONGEST; length++) {
      this.#offset[length] = index - code;
      for (let symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] !== length) continue;
        if (code >= 1 << length) throw new Refused("the code lengths of a bzip2 table fit no code");
        if (length <= QUICK)
          this.#quick.fill(symbol * 32 + length, code << (QUICK - length), (code + 1) << (QUICK - length));
        this.#symbols[index++] = symbol;
        code++;
      }
      this.#limit[length] = code;
      code <<= 1;
    }
  }

  next(bits: Bits): number {
    const found = this.#quick[bits.peek(QUICK)]!;
    if (found !== 0) {
      bits.drop(found & 31);
      return found >>> 5;
    }
    for (let length = QUICK + 1; length <= LONGEST; length++) {
      const code = bits.peek(length);
      if (code >= this.#limit[length]!) continue;
      bits.drop(length);
      return this.#symbols[code + this.#offset[length]!]!;
    }
    throw new Refused("a bzip2 block holds bits that are no code");
  }
}
