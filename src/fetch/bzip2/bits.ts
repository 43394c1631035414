// Bits: a stream of bytes read as bits, the highest bit of each byte first. Must never give bits past the end of the
// input.

import { Refused } from "../refused.ts";

export class Bits {
  readonly #read: (into: Uint8Array) => number;
  readonly #bytes = new Uint8Array(1 << 16);
  #length = 0;
  #at = 0;
  /** The lowest `#count` bits of `#word` are read but not yet taken. */
  #word = 0;
  #count = 0;
  #missing = 0;

  constructor(read: (into: Uint8Array) => number) {
    this.#read = read;
  }

  /** Up to 25 bits, at least 1, as a number. */
  take(count: number): number {
    const value = this.peek(count);
    this.drop(count);
    return value;
  }

  take32(): number {
    const high = this.take(16);
    return high * 0x10000 + this.take(16);
  }

  /** The next 1 to 25 bits without taking them; zeros stand for what lies past the end. */
  peek(count: number): number {
    while (this.#count < count) {
      if (this.#at === this.#length) this.#fill();
      this.#word = (this.#word << 8) | this.#bytes[this.#at++]!;
      this.#count += 8;
    }
    return (this.#word >>> (this.#count - count)) & ((1 << count) - 1);
  }

  /** Takes bits that were peeked at; refused when they lie past the end. */
  drop(count: number): void {
    this.#count -= count;
    if (this.#missing > 0 && this.#count < this.#missing)
      throw new Refused("it ends too early: the bzip2 stream is cut");
  }

  alignToByte(): void {
    this.#count -= this.#count % 8;
  }

  /** Whether no whole byte is left. Only for use at a byte's border. */
  atEnd(): boolean {
    if (this.#count > this.#missing) return false;
    if (this.#missing > 0) return true;
    this.peek(8);
    return this.#missing > 0;
  }

  #fill(): void {
    this.#length = this.#missing > 0 ? 0 : this.#read(this.#bytes);
    this.#at = 0;
    if (this.#length > 0) return;
    this.#bytes[0] = 0;
    this.#length = 1;
    this.#missing += 8;
  }
}
