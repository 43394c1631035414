// gzip (RFC 1952) of stored blocks (RFC 1951, 3.2.4): nothing is compressed, so the bytes follow from the content alone,
// whatever library and version another program has. Must never hold more than one block.

import { crc32 } from "node:zlib";

/** Magic, deflate, no flags, no time, no extra flags, system unknown. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
const LONGEST_BLOCK = 65_535;
/** Of a block: whether it is the last, its length, and the length's complement. */
const HEAD = 5;

/** Makes a gzip file of what is pushed; how that is cut makes no difference. */
export class StoredGzip {
  readonly #write: (bytes: Uint8Array) => void;
  readonly #block = Buffer.allocUnsafe(HEAD + LONGEST_BLOCK);
  #filled = 0;
  #sum = 0;
  #length = 0;

  /** `write` is given bytes that are valid during the call only. */
  constructor(write: (bytes: Uint8Array) => void) {
    this.#write = write;
    write(HEADER);
  }

  push(piece: Uint8Array): void {
    this.#sum = crc32(piece, this.#sum);
    this.#length += piece.length;
    for (let at = 0; at < piece.length; ) {
      // What may be the last block waits for the end.
      if (this.#filled === LONGEST_BLOCK) this.#end(false);
      const count = Math.min(piece.length - at, LONGEST_BLOCK - this.#filled);
      this.#block.set(piece.subarray(at, at + count), HEAD + this.#filled);
      this.#filled += count;
      at += count;
    }
  }

  end(): void {
    this.#end(true);
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(this.#sum, 0);
    trailer.writeUInt32LE(this.#length % 2 ** 32, 4);
    this.#write(trailer);
  }

  #end(last: boolean): void {
    this.#block.writeUInt8(last ? 1 : 0, 0);
    this.#block.writeUInt16LE(this.#filled, 1);
    this.#block.writeUInt16LE(this.#filled ^ 0xffff, 3);
    this.#write(this.#block.subarray(0, HEAD + this.#filled));
    this.#filled = 0;
  }
}
