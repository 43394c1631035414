// Display width: how many terminal columns a text takes, and cutting text to a number of columns.
// Must never say less than a terminal would take: where terminals differ, the greater width counts.

const ascii = /^[\x20-\x7e]*$/;
const mark = /^[\p{Mn}\p{Me}]$/u;
const pictograph = /^\p{Emoji_Presentation}$/u;

// First and last code points of what takes two columns (East Asian Wide and Fullwidth, UAX 11), whole blocks at a time.
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2630, 0x2637],
  [0x268a, 0x268f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7ff],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe1f],
  [0xfe30, 0xfe6f],
  [0xff00, 0xffef],
  [0x16fe0, 0x18dff],
  [0x1aff0, 0x1b2ff],
  [0x1d300, 0x1d37f],
  [0x1f000, 0x1faff],
  [0x20000, 0x3fffd],
];

/** Columns that a harmless text takes. */
export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/**
 * Returns the text if it takes at most `width` columns, else its beginning, with ".." at the end where there is room
 * for it.
 */
export function cut(text: string, width: number): string {
  if (text.length <= width && ascii.test(text)) return text;
  const end = width > 4 ? ".." : "";
  let taken = 0;
  let kept = 0;
  let index = 0;
  for (const character of text) {
    taken += characterWidth(character);
    if (taken > width || index > 8 * width) return text.slice(0, kept) + end;
    index += character.length;
    if (taken <= width - end.length) kept = index;
  }
  return text;
}

/** Fills the text with spaces to `width` columns, on its right or on its left. */
export function pad(text: string, width: number, align: "left" | "right" = "left"): string {
  const spaces = " ".repeat(Math.max(0, width - displayWidth(text)));
  return align === "left" ? text + spaces : spaces + text;
}

function characterWidth(character: string): number {
  const code = character.codePointAt(0)!;
  if (code < 0x300) return 1;
  if (mark.test(character)) return 0;
  if (pictograph.test(character)) return 2;
  for (const [first, last] of wide) if (code >= first && code <= last) return 2;
  return 1;
}
