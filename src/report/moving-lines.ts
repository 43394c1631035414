// Moving lines: the part of a terminal that is drawn again and again, below what has scrolled away.
// Between frames the cursor stands at the first of them: a terminal that lays its lines out again when it gets narrower
// keeps the cursor with its line, so that the next frame begins where the last one did, and nothing of it is left.
// Must never write a moving line that is wider than the terminal, or more of them than it has rows.

const BEGIN_FRAME = "\x1b[?2026h\x1b[?25l";
/** Without wrapping a line takes one row, even if the terminal has just got narrower and nobody knows it yet. */
const NO_WRAPPING = "\x1b[?7l";
const WRAPPING = "\x1b[?7h";
const END_FRAME = "\x1b[?2026l";
const ERASE_LINE = "\x1b[2K";
const ERASE_BELOW = "\x1b[J";
const SHOW_CURSOR = "\x1b[?25h";

/** Gives the terminal back between two frames, wherever the view was: for who stops or ends without another frame. */
export const LET_GO = "\r" + WRAPPING + ERASE_BELOW + SHOW_CURSOR;

/** One frame: texts that scroll away for good, then the lines that move. The cursor is at the first moving line. */
export function frame(scrolled: readonly string[], lines: readonly string[]): string {
  const above = scrolled.length === 0 ? "" : ERASE_BELOW + scrolled.map((text) => `${text}\n`).join("");
  const below = lines.map((line) => ERASE_LINE + line).join("\n");
  const back = lines.length > 1 ? `\r\x1b[${lines.length - 1}A` : "\r";
  // Rows that a higher frame, or lines laid out again, have left below.
  const rest = lines.length === 0 ? ERASE_BELOW : `\n${ERASE_BELOW}\x1b[A`;
  return "\r" + BEGIN_FRAME + above + NO_WRAPPING + below + rest + back + WRAPPING + END_FRAME;
}

/** The end of the view: texts that scroll away take the place of the moving lines. */
export function lastFrame(scrolled: readonly string[]): string {
  return LET_GO + scrolled.map((text) => `${text}\n`).join("");
}
