// Screen: a terminal as a test needs it: it acts on the few sequences that the live view writes, and throws on any other
// control byte. It lays its lines out again when its width changes, as most terminals do: a line that was too wide for
// one row is one line, and the cursor stays with its character.

import { displayWidth } from "../../src/report/display-width.ts";

const sequence = /\x1b\[(\??[0-9;]*)([A-Za-z])|[\x00-\x1f\x7f-\x9f]|[^\x00-\x1f\x7f-\x9f]/gu;

interface Row {
  /** One for each column, "" for the right half of a wide character. */
  cells: string[];
  /** Whether the line goes on in the next row. */
  goesOn: boolean;
}

const emptyRow = (): Row => ({ cells: [], goesOn: false });

export class Screen {
  columns: number;
  rows: number;
  /** Everything written so far, as it came. */
  written = "";
  #lines: Row[] = [emptyRow()];
  #row = 0;
  #column = 0;
  #wraps = true;
  /** Whether a line that is cut where it may not wrap is an error. */
  strict = true;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  write(text: string): void {
    this.written += text;
    for (const [all, numbers, final] of text.matchAll(sequence)) {
      if (final !== undefined) this.#act(numbers!, final);
      else if (all === "\n") this.#down();
      else if (all === "\r") this.#column = 0;
      else if (/[\x00-\x1f\x7f-\x9f]/.test(all))
        throw new Error(`a control byte reached the terminal: ${JSON.stringify(all)}`);
      else this.#print(all);
    }
  }

  /** What can be seen, and what has scrolled away above it, without looks. */
  text(): string {
    return this.#lines
      .map(({ cells }) => `${cells.join("").trimEnd()}\n`)
      .join("")
      .replace(/\n+$/, "\n");
  }

  /** The same, but each line as one, however many rows it takes: as it is copied. */
  copied(): string {
    return this.#lines.map(({ cells, goesOn }) => cells.join("") + (goesOn ? "" : "\n")).join("");
  }

  /** Makes it wider or narrower, and lays all lines out again. */
  resize(columns: number): void {
    const rows: Row[] = [];
    let [row, column] = [0, 0];
    let line: { character: string; cursor: boolean }[] = [];
    for (const [index, { cells, goesOn }] of this.#lines.entries()) {
      const filled = [...cells];
      if (index === this.#row) while (filled.length <= this.#column) filled.push(" ");
      for (const [at, character] of filled.entries())
        line.push({ character, cursor: index === this.#row && at === this.#column });
      if (goesOn) continue;
      let current = emptyRow();
      for (const { character, cursor } of line) {
        if (current.cells.length + Math.max(1, displayWidth(character)) > columns && character !== "") {
          rows.push({ ...current, goesOn: true });
          current = emptyRow();
        }
        if (cursor) [row, column] = [rows.length, current.cells.length];
        current.cells.push(character);
      }
      rows.push(current);
      line = [];
    }
    this.columns = columns;
    [this.#lines, this.#row, this.#column] = [rows, row, column];
  }

  #print(character: string): void {
    const width = displayWidth(character);
    const { cells } = this.#lines[this.#row]!;
    if (width === 0) {
      if (this.#column > 0) cells[this.#column - 1] += character;
      return;
    }
    if (this.#column + width > this.columns && this.#column > 0) {
      if (!this.#wraps) {
        if (this.strict) throw new Error(`a moving line is wider than ${this.columns} columns: ${cells.join("")}`);
        return;
      }
      this.#lines[this.#row]!.goesOn = true;
      this.#down();
    }
    const into = this.#lines[this.#row]!.cells;
    while (into.length < this.#column) into.push(" ");
    into.splice(this.#column, width, character, ...Array<string>(width - 1).fill(""));
    this.#column += width;
  }

  #down(): void {
    this.#row++;
    this.#column = 0;
    if (this.#row === this.#lines.length) this.#lines.push(emptyRow());
  }

  #act(numbers: string, final: string): void {
    switch (final) {
      case "m":
        return; // a look
      case "h":
      case "l":
        if (numbers === "?7") this.#wraps = final === "h";
        if (numbers === "?7" || numbers === "?25" || numbers === "?2026") return; // cursor shown or hidden; a frame begins or ends
        break;
      case "K":
        if (numbers !== "2") break;
        this.#lines[this.#row] = emptyRow();
        return;
      case "J":
        if (numbers !== "") break;
        this.#lines.length = this.#row + 1;
        this.#lines[this.#row]!.cells.length = Math.min(this.#lines[this.#row]!.cells.length, this.#column);
        this.#lines[this.#row]!.goesOn = false;
        return;
      case "A": {
        const first = Math.max(0, this.#lines.length - this.rows);
        this.#row -= Number(numbers || "1");
        if (this.#row < first) throw new Error("the cursor was moved above the screen");
        return;
      }
    }
    throw new Error(`a sequence that the view has no use for: ${numbers}${final}`);
  }
}
