// RepositoryText: the text of one file of the repository, from which places are cut.
// Must never let through a character that a reader of the file cannot see or that another program reads differently.

import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { UNSEEN_IN_TEXT } from "../bytes/unseen.ts";
import type { Failure, Place } from "../model/failure.ts";
import { calledIn, type ProjectPlace } from "../model/import.ts";

/** The longest file that is read, in bytes: far above any written by hand, far below what would exhaust memory. */
export const LONGEST_FILE = 16 * 1024 * 1024;

/** A range of a text, in UTF-16 code units. */
export interface Mark {
  readonly start: number;
  readonly end: number;
}

export class RepositoryText {
  /** The file's path from the repository's root, with "/" between names; in an import, after its name and ":". */
  readonly file: string;
  readonly text: string;
  readonly #lineStarts: number[] = [0];

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#lineStarts.push(at + 1);
  }

  /** What is wrong with the form of the text at a range. */
  failure(mark: Mark, message: string, hint: string): Failure {
    return { kind: "failure", code: "recipe-form", message, place: this.place(mark), hint };
  }

  /** The place of a range; what goes beyond the range's first line is not marked. */
  place(mark: Mark): Place {
    let low = 0;
    let high = this.#lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#lineStarts[middle]! <= mark.start) low = middle;
      else high = middle;
    }
    const lineStart = this.#lineStarts[low]!;
    const next = this.#lineStarts[low + 1];
    const lineEnd = next === undefined ? this.text.length : next - 1;
    const length = Math.max(1, Math.min(mark.end, lineEnd) - mark.start);
    return {
      file: this.file,
      line: low + 1,
      column: mark.start - lineStart + 1,
      length,
      text: this.text.slice(lineStart, lineEnd),
    };
  }
}

/**
 * What must not stand in a file, each with its hint. Tabs and carriage returns are single characters that look like
 * others.
 */
const FORBIDDEN: readonly {
  readonly pattern: RegExp;
  readonly found: (character: string) => string;
  readonly hint: string;
}[] = [
  {
    pattern: /^\uFEFF/,
    found: () => "it starts with a byte order mark",
    hint: "save it as UTF-8 without a byte order mark",
  },
  {
    pattern: /\r\n?/,
    found: () => "a line ends in a carriage return",
    hint: "end lines with only a line feed: sed -i 's/\\r$//' FILE",
  },
  { pattern: /\t/, found: () => "a tab", hint: "use spaces; where a script needs a tab, let printf '\\t' make it" },
  {
    pattern: new RegExp(`(?![\r\t]|^\uFEFF)${UNSEEN_IN_TEXT.source}`, "u"),
    found: (character) =>
      `the invisible character U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`,
    hint: "delete it: what a reviewer cannot see must not be in a recipe",
  },
];

/** A project's folder, as files are read from it. */
export interface Checkout {
  readonly root: string;
  /** As Recipe.imported. */
  readonly imported?: string;
  /** The folder that relative places start from, where it is here: of an import, the checkout that it came from. */
  readonly base?: string | undefined;
  /** Where an import can be had. */
  readonly places?: readonly ProjectPlace[];
}

/**
 * Reads a file of the repository as strict UTF-8, with every character visible. `action` opens the message of each
 * failure.
 */
export function readRepositoryText(
  checkout: Checkout,
  file: string,
  action: string,
): { readonly text: RepositoryText; readonly failures: readonly Failure[] } {
  const { root } = checkout;
  const called = calledIn(checkout, file);
  const nothing = new RepositoryText(called, "");
  const unreadable = (found: string, hint: string) => ({
    text: nothing,
    failures: [nothing.failure({ start: 0, end: 0 }, `${action}: ${found}`, hint)],
  });
  let bytes: Buffer;
  try {
    const facts = statSync(join(root, file));
    if (!facts.isFile()) return unreadable("it is not a regular file", `put a file at ${called}`);
    if (facts.size > LONGEST_FILE)
      return unreadable(`it has ${facts.size} bytes`, `keep it below ${LONGEST_FILE} bytes`);
    bytes = readFileSync(join(root, file));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return unreadable(
      code === "ENOENT" ? "there is no such file" : `the system says ${code}`,
      code === "ENOENT" ? `put a file at ${called}` : "check whether this user may read it",
    );
  }
  const decoded = bytes.toString("utf8");
  const text = new RepositoryText(called, decoded);
  const failures: Failure[] = [];
  const forbid = (mark: Mark, found: string, hint: string) =>
    failures.push(text.failure(mark, `${action}: ${found}`, hint));
  // Decoding puts U+FFFD for what is not UTF-8; the same character written out is taken for that too, and is as
  // useless.
  const broken = decoded.indexOf("\uFFFD");
  if (broken >= 0)
    forbid(
      { start: broken, end: broken + 1 },
      "it is not UTF-8 here",
      "save it as UTF-8; most recipes need only ASCII",
    );
  else if (UNSEEN_IN_TEXT.test(decoded)) {
    for (const { pattern, found, hint } of FORBIDDEN) {
      const match = pattern.exec(decoded);
      if (match !== null) forbid({ start: match.index, end: match.index + 1 }, found(match[0]), hint);
    }
  }
  return { text, failures };
}
