// Table: rows under titles, aligned and fitted to a width.
// Must never cut a name to make room for what can be had elsewhere: digests shrink, then columns go from the right,
// then lines are cut.

import { cut, displayWidth, pad } from "./display-width.ts";
import { harmless } from "./harmless.ts";

const digest = /^[0-9a-f]{64}$/;
const amount = /^[0-9.]+ \S/;
const leastColumns = 1;

/**
 * Writes a table with a line of titles, in the fullest form that fits; without a width, in full. Columns that hold only
 * amounts (a number and a unit) are set to the right.
 */
export function tableText(titles: readonly string[], rows: readonly (readonly string[])[], width = Infinity): string {
  const cells = [titles, ...rows].map((row) => row.map(harmless));
  for (const form of forms(titles.length)) {
    const lines = draw(cells, form.columns, form.digits);
    if (lines.every((line) => displayWidth(line) <= width)) return ended(lines);
  }
  return ended(draw(cells, Math.min(leastColumns, titles.length), 12).map((line) => cut(line, width)));
}

/** Ways to draw, the fullest first. */
function* forms(columns: number): Generator<{ readonly columns: number; readonly digits: number }> {
  for (const digits of [64, 16, 12]) yield { columns, digits };
  for (let fewer = columns - 1; fewer >= leastColumns; fewer--) yield { columns: fewer, digits: 12 };
}

function draw(cells: readonly (readonly string[])[], columns: number, digits: number): string[] {
  const shown = cells.map((row) =>
    row.slice(0, columns).map((cell) => (digest.test(cell) ? cell.slice(0, digits) : cell)),
  );
  const layout = Array.from({ length: columns }, (_, i) => {
    const column = shown.map((row) => row[i] ?? "");
    const filled = column.slice(1).filter((cell) => cell !== "");
    return {
      width: column.reduce((widest, cell) => Math.max(widest, displayWidth(cell)), 0),
      right: filled.length > 0 && filled.every((cell) => amount.test(cell)),
    };
  });
  return shown.map((row) =>
    layout
      .map(({ width, right }, i) => pad(row[i] ?? "", width, right ? "right" : "left"))
      .join("  ")
      .trimEnd(),
  );
}

function ended(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
