// Cuts the bytes that steps print into lines of text. Must never hold more than one line limit of bytes back.

import { LINE_LIMIT } from "./contract.ts";

/** Takes output in pieces and gives complete lines, without their ends, as UTF-8 with invalid bytes replaced. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  #held: Buffer = Buffer.alloc(0);

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(piece: Uint8Array): void {
    let rest: Buffer =
      this.#held.length === 0
        ? Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
        : Buffer.concat([this.#held, piece]);
    for (;;) {
      const end = rest.indexOf(10);
      const length = end === -1 ? rest.length : end;
      if (length > LINE_LIMIT) {
        const cut = characterStart(rest, LINE_LIMIT);
        this.#onLine(rest.toString("utf8", 0, cut));
        rest = rest.subarray(cut);
      } else if (end === -1) {
        break;
      } else {
        this.#onLine(rest.toString("utf8", 0, end));
        rest = rest.subarray(end + 1);
      }
    }
    this.#held = Buffer.from(rest);
  }

  /** Gives what is held back, if anything, as the last line. */
  end(): void {
    if (this.#held.length > 0) this.#onLine(this.#held.toString("utf8"));
    this.#held = Buffer.alloc(0);
  }
}

/** The greatest place not after `at` where a UTF-8 character starts; `at` itself when the bytes are not UTF-8 there. */
function characterStart(bytes: Buffer, at: number): number {
  for (let back = 0; back < 4; back++) if ((bytes[at - back]! & 0xc0) !== 0x80) return at - back;
  return at;
}
