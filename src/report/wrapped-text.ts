// Wrapped text: breaks lines that are wider than a terminal at their spaces. Must never break a word: a digest or a path
// that is wider than the terminal goes on in its next row, and can still be copied as one.

import { displayWidth } from "./display-width.ts";

/** Breaks each line of a text into rows of at most `columns` where it has spaces; looks take no room. */
export function wrappedText(text: string, columns: number): string {
  return text
    .split("\n")
    .map((line) => rows(line, columns).join("\n"))
    .join("\n");
}

function rows(line: string, columns: number): string[] {
  if (shownWidth(line) <= columns) return [line];
  const done: string[] = [];
  // Spaces at the beginning stay with the first word: a line that stands below another is set in.
  const [indentation = ""] = /^ */.exec(line)!;
  const [first = "", ...words] = line.slice(indentation.length).split(" ");
  let row = indentation + first;
  let width = shownWidth(row);
  for (const word of words) {
    const wide = shownWidth(word);
    if (width + 1 + wide <= columns) [row, width] = [`${row} ${word}`, width + 1 + wide];
    else {
      done.push(row);
      [row, width] = [word, wide];
    }
  }
  return [...done, row];
}

function shownWidth(text: string): number {
  return displayWidth(text.includes("\x1b") ? text.replace(/\x1b\[[0-9;]*m/g, "") : text);
}
