// How many things each function of a source file takes, counted in its text without types. It is no parser: it knows
// strings, comments and what stands before a bracket, which is enough for code that a formatter has laid out.

import { stripTypeScriptTypes } from "node:module";

export interface Taken {
  readonly line: number;
  readonly parameters: number;
}

/** Words that stand before a bracket and begin no function. */
const NO_FUNCTION = /\b(if|for|while|switch|catch|await|return|typeof|super|with)\s*$/;

/** What comes after a list of parameters, where types were. */
const BODY = /\s*(=>|\{)/y;

/** Every list of parameters: what stands in brackets before a body or an arrow. */
export function parameterLists(source: string): readonly Taken[] {
  const text = blanked(stripTypeScriptTypes(source));
  const lists: Taken[] = [];
  for (let at = text.indexOf("("); at >= 0; at = text.indexOf("(", at + 1)) {
    const end = closing(text, at);
    BODY.lastIndex = end + 1;
    if (!BODY.test(text) || NO_FUNCTION.test(text.slice(Math.max(0, at - 12), at))) continue;
    lists.push({ line: text.slice(0, at).split("\n").length, parameters: items(text.slice(at + 1, end)) });
  }
  return lists;
}

/** The text with strings and comments made blank, so that no bracket or comma of theirs counts. */
function blanked(text: string): string {
  return text.replace(
    /\/\/.*|\/\*[^]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|(?<=[=(,:!?&|]\s*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n*[])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])*\/[dgimsuy]*/g,
    (found) => found.replace(/[^\n]/g, "x"),
  );
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if ("([{".includes(text[at]!)) depth++;
    if (")]}".includes(text[at]!) && --depth === 0) return at;
  }
  return text.length;
}

/** How many things a list holds: commas that no inner bracket holds, but for one at the end. */
function items(list: string): number {
  if (list.trim() === "") return 0;
  let depth = 0;
  let commas = 0;
  for (const character of list.replace(/,\s*$/, "")) {
    if ("([{".includes(character)) depth++;
    if (")]}".includes(character)) depth--;
    if (character === "," && depth === 0) commas++;
  }
  return commas + 1;
}
