// Wrapped text: breaks lines that are wider than a terminal, at spaces where it can. Must never lose a character but
// the space that it breaks at. Done here rather than by Ink, whose wrapping lets lines of combining characters grow too
// wide.

import { displayWidth } from "./display-width.ts";

const pieces = /\x1b\[[0-9;]*m|./gsu;

/**
 * Breaks each line of a text into rows of at most `columns`; looks (colour sequences) take no room. A character wider
 * than that stands alone.
 */
export function wrappedText(text: string, columns: number): string {
  return text
    .split("\n")
    .map((line) => rows(line, columns).join("\n"))
    .join("\n");
}

function rows(line: string, columns: number): string[] {
  if (displayWidth(line) <= columns) return [line];
  const done: string[] = [];
  let row = "";
  let width = 0;
  // Where the row may be broken: the place of its last space that has a word before it.
  let space = -1;
  let spaceWidth = 0;
  for (const [piece] of line.matchAll(pieces)) {
    const wide = piece.startsWith("\x1b") ? 0 : displayWidth(piece);
    if (width + wide > columns && width > 0) {
      if (piece === " ") {
        done.push(row);
        [row, width, space] = ["", 0, -1];
        continue;
      }
      if (space >= 0) {
        done.push(row.slice(0, space));
        [row, width, space] = [row.slice(space + 1), width - spaceWidth - 1, -1];
      } else {
        done.push(row);
        [row, width] = ["", 0];
      }
    }
    if (piece === " " && row.trim() !== "") [space, spaceWidth] = [row.length, width];
    row += piece;
    width += wide;
  }
  return [...done, row];
}
