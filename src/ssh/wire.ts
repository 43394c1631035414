// SSH's own form of data: strings with their length before them, numbers, and lists of those (RFC 4251, section 5).
// Must never throw for a length that a stranger wrote: what goes beyond the end reads as nothing, and is remembered.

export class Wire {
  readonly #bytes: Buffer;
  #at = 0;
  #broken = false;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Something was read that was not there. */
  get broken(): boolean {
    return this.#broken;
  }

  /** All was read that was there, and nothing else. */
  get done(): boolean {
    return !this.#broken && this.#at === this.#bytes.length;
  }

  get more(): boolean {
    return !this.#broken && this.#at < this.#bytes.length;
  }

  /** How far it was read. */
  get at(): number {
    return this.#at;
  }

  take(size: number): Buffer {
    if (this.#broken || this.#at + size > this.#bytes.length) {
      this.#broken = true;
      return Buffer.alloc(0);
    }
    this.#at += size;
    return this.#bytes.subarray(this.#at - size, this.#at);
  }

  byte(): number {
    return this.take(1)[0] ?? 0;
  }

  uint32(): number {
    const bytes = this.take(4);
    return bytes.length === 4 ? bytes.readUInt32BE() : 0;
  }

  uint64(): bigint {
    const bytes = this.take(8);
    return bytes.length === 8 ? bytes.readBigUInt64BE() : 0n;
  }

  string(): Buffer {
    return this.take(this.uint32());
  }

  text(): string {
    return this.string().toString("utf8");
  }

  /** A whole number, of which only those from 0 on make sense here, without the octet of its sign. */
  number(): Buffer {
    const bytes = this.string();
    let at = 0;
    while (at < bytes.length && bytes[at] === 0) at++;
    return bytes.subarray(at);
  }

  /** The strings of a list that itself is in a string. */
  strings(): readonly Buffer[] {
    const list = new Wire(this.string());
    const found: Buffer[] = [];
    while (list.more) found.push(list.string());
    if (list.broken) this.#broken = true;
    return found;
  }
}

/** A name that a stranger wrote, as it may be shown: in quotes, or not at all. */
export function shownName(name: string): string {
  return /^[\x20-\x7e]{1,100}$/.test(name) ? JSON.stringify(name) : "that cannot be shown";
}

export function wireString(content: Buffer | string): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
