// Paint: the few looks that the terminal view gives its text. The only place of this folder that writes escape
// sequences, and only with colour asked for.

export type Look = "plain" | "dim" | "strong" | "good" | "bad" | "notice";

const sequences: Readonly<Record<Exclude<Look, "plain">, readonly [string, string]>> = {
  dim: ["\x1b[2m", "\x1b[22m"],
  strong: ["\x1b[1m", "\x1b[22m"],
  good: ["\x1b[32m", "\x1b[39m"],
  bad: ["\x1b[31m", "\x1b[39m"],
  notice: ["\x1b[33m", "\x1b[39m"],
};

/** Returns the text with a look, or as it is when colour is off. */
export function paint(text: string, look: Look, color: boolean): string {
  if (!color || look === "plain" || text === "") return text;
  const [on, off] = sequences[look];
  return on + text + off;
}
