// Output as lines: bytes come in pieces, lines go out without their ends. Must keep no more than one line that has not
// ended.

/** Longer lines are cut there. */
const LONGEST = 1 << 16;

export class LineSplitter {
  readonly #onLine: (line: string) => void;
  readonly #decoder = new TextDecoder();
  #rest = "";

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  take(bytes: Uint8Array): void {
    this.#rest += this.#decoder.decode(bytes, { stream: true });
    const lines = this.#rest.split("\n");
    this.#rest = lines.pop()!;
    for (const line of lines) this.#onLine(line);
    if (this.#rest.length > LONGEST) this.end();
  }

  /** Gives what is left without an end. */
  end(): void {
    if (this.#rest !== "") this.#onLine(this.#rest);
    this.#rest = "";
  }
}
