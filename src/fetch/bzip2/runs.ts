// The last steps of decoding a bzip2 block: follows the chain of words that the inverse Burrows-Wheeler transform made,
// and undoes the run lengths, in which four equal bytes are followed by a count of more.

import type { Block } from "./block.ts";

const OUTPUT = 1 << 18;

/** Gives a block's bytes, a piece at a time. `words` must stay as they are until the end. */
export class Runs {
  readonly #words: Uint32Array;
  #left: number;
  #word: number;
  /** The byte before, how often it came in a row, and how many more of it are still to be given. */
  #byte = -1;
  #row = 0;
  #more = 0;

  constructor(words: Uint32Array, block: Block) {
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
