// Lines that a person must read, told apart: code, comment, blank. By the file's name: without an extension it is a
// list, with one of no known language prose.

export interface LineCount {
  readonly code: number;
  readonly comment: number;
  readonly blank: number;
}

interface Language {
  readonly name: string;
  /** What starts a comment that goes to the end of the line. */
  readonly line: readonly string[];
  readonly block?: readonly [string, string];
}

const HEX: Language = { name: "hex", line: ["#", ";"] };
const C: Language = { name: "C", line: ["//"], block: ["/*", "*/"] };
const SHELL: Language = { name: "script", line: ["#"] };
/** One thing a line: options that are wanted, files to compile, values of names. */
const LIST: Language = { name: "list", line: ["#"] };
const PROSE: Language = { name: "prose", line: [] };

const LANGUAGES: Readonly<Record<string, Language>> = {
  hex0: { ...HEX, name: "hex0" },
  hex1: { ...HEX, name: "hex1" },
  asm: { name: "assembly", line: [";", "#"] },
  c: C,
  h: C,
  cc: { ...C, name: "C++" },
  cpp: { ...C, name: "C++" },
  l: { ...C, name: "lex" },
  y: { ...C, name: "yacc" },
  s: { name: "assembly", line: ["#"], block: ["/*", "*/"] },
  sh: SHELL,
  mk: SHELL,
  values: LIST,
  patch: { name: "patch", line: [] },
  yaml: { name: "recipe", line: ["#"] },
};

export function languageOf(path: string): string {
  return language(path).name;
}

function language(path: string): Language {
  const extension = /\.([^./]+)$/.exec(path)?.[1];
  return extension === undefined ? LIST : (LANGUAGES[extension] ?? PROSE);
}

/** Counts the lines of a text. A line that holds code and a comment counts as code. */
export function countLines(path: string, text: string): LineCount {
  const { line: starts, block } = language(path);
  let code = 0;
  let comment = 0;
  let blank = 0;
  let inside = false;
  for (const whole of text.replace(/\n$/, "").split("\n")) {
    let rest = whole.trim();
    if (rest === "") {
      blank++;
      continue;
    }
    let isCode = false;
    while (rest !== "") {
      if (inside) {
        const end = rest.indexOf(block![1]);
        if (end < 0) break;
        inside = false;
        rest = rest.slice(end + 2).trim();
      } else if (starts.some((start) => rest.startsWith(start))) {
        break;
      } else if (block !== undefined && rest.startsWith(block[0])) {
        inside = true;
        rest = rest.slice(2);
      } else {
        isCode = true;
        // A block that opens after code and stays open makes the next lines a comment.
        const open = block === undefined ? -1 : rest.lastIndexOf(block[0]);
        inside = open >= 0 && rest.indexOf(block![1], open) < 0;
        break;
      }
    }
    if (isCode) code++;
    else comment++;
  }
  return { code, comment, blank };
}
