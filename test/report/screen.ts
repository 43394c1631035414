// Screen: a terminal as a test needs it: it acts on the few sequences that Ink writes, and throws on any other control
// byte.

import { EventEmitter } from "node:events";
import { displayWidth } from "../../src/report/display-width.ts";

const sequence = /\x1b\[(\??[0-9;]*)([A-Za-z])|[\x00-\x1f\x7f-\x9f]|[^\x00-\x1f\x7f-\x9f]+/gu;

export class Screen extends EventEmitter {
  readonly isTTY = true;
  columns: number;
  rows: number;
  /** Everything written so far, as it came. */
  written = "";
  #lines = [""];
  #row = 0;

  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
  }

  write(text: string): boolean {
    this.written += text;
    for (const [all, numbers, final] of text.matchAll(sequence)) {
      if (final !== undefined) this.#act(numbers!, final);
      else if (all === "\n") this.#down();
      else if (/[\x00-\x1f\x7f-\x9f]/.test(all))
        throw new Error(`a control byte reached the terminal: ${JSON.stringify(all)}`);
      else this.#print(all);
    }
    return true;
  }

  /** What can be seen, and what has scrolled away above it, without looks. */
  text(): string {
    return this.#lines
      .map((line) => `${line.trimEnd()}\n`)
      .join("")
      .replace(/\n+$/, "\n");
  }

  #print(text: string): void {
    this.#lines[this.#row] += text;
    const width = displayWidth(this.#lines[this.#row]!);
    if (width > this.columns)
      throw new Error(`a line of ${width} columns on a terminal of ${this.columns}: ${this.#lines[this.#row]}`);
  }

  #down(): void {
    this.#row++;
    if (this.#row === this.#lines.length) this.#lines.push("");
  }

  #act(numbers: string, final: string): void {
    switch (final) {
      case "m":
        return; // a look
      case "h":
      case "l":
        if (numbers === "?25" || numbers === "?2026") return; // cursor shown or hidden; a frame begins or ends
        break;
      case "K":
        this.#lines[this.#row] = "";
        return;
      case "A": {
        const first = Math.max(0, this.#lines.length - this.rows);
        this.#row -= Number(numbers || "1");
        if (this.#row < first) throw new Error("the cursor was moved above the screen");
        return;
      }
      case "G":
        if (numbers === "" || numbers === "1") return; // to the first column: Ink erases the line before it writes
    }
    throw new Error(`a sequence that the view has no use for: ${numbers}${final}`);
  }
}
