// The plainest YAML to nodes, many times faster than the `yaml` package: what nearly every recipe and stage is written
// in. Must never take a text that the package refuses, or read one differently: on the least doubt it gives up, and
// src/recipe/yaml.ts judges. A test compares the two on random texts. What is taken, by lines of printable ASCII, each
// with its end:
//
//   map  := (INDENT key ":" value)+          value := " " inline | " |" text lines | deeper map or list
//   list := (INDENT "- " (inline | map))+    inline := word | "quoted" | 'quoted' | [inline, ...] | {key: inline, ...}

import type { ListNode, MapNode, Node, ScalarNode } from "./node.ts";

const GIVE_UP = new Error("our bug: giving up on a text must be caught");
const DEEPEST = 16;
const KEY = /[A-Za-z0-9_][A-Za-z0-9_.+-]{0,200}(?=:[ \n])/y;
const WORD_START = /[A-Za-z0-9/_.$+=~(]|-[A-Za-z0-9/_.-]/y;
/** A word within brackets: no character that could end it, no ":" but before what cannot be a value. */
const FLOW_WORD = /(?:[A-Za-z0-9/_.$+=~()<>@%^*&|;\\ -]|:(?=[A-Za-z0-9/]))+/y;

/** Reads a text of the plainest form; undefined when it is anything else, right or wrong. */
export function readPlainYaml(text: string): Node | undefined {
  if (/[^\n\x20-\x7E]/.test(text) || !text.endsWith("\n")) return undefined;
  try {
    return new PlainReader(text).document();
  } catch (error) {
    if (error === GIVE_UP) return undefined;
    throw error;
  }
}

class PlainReader {
  readonly text: string;
  /**
   * The line that is read next: how far it is indented (-1 after the last), where its content starts, where its end
   * is.
   */
  #indent = -1;
  #content = 0;
  #lineEnd = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): Node {
    this.#advance(0);
    if (this.#indent !== 0) throw GIVE_UP;
    // A map or list ends where a line is indented less than it, so nothing is left after this one.
    return this.#block(0);
  }

  /** Goes to the next line that is neither blank nor a comment, at or after the line that starts at `from`. */
  #advance(from: number): void {
    for (; from < this.text.length; from = this.#lineEnd + 1) {
      this.#lineEnd = this.text.indexOf("\n", from);
      this.#content = this.#skipSpaces(from);
      if (this.#content === this.#lineEnd || this.text[this.#content] === "#") continue;
      this.#indent = this.#content - from;
      return;
    }
    this.#indent = -1;
  }

  #block(depth: number): MapNode | ListNode {
    if (depth > DEEPEST) throw GIVE_UP;
    return this.text.startsWith("- ", this.#content) ? this.#list(depth) : this.#map(this.#indent, depth);
  }

  /** A map whose first key is at the content of the line, and whose others are indented by `indent`. */
  #map(indent: number, depth: number): MapNode {
    const start = this.#content;
    const end = this.#lineEnd;
    const entries: { key: ScalarNode; value: Node }[] = [];
    do {
      KEY.lastIndex = this.#content;
      const word = KEY.exec(this.text)?.[0];
      if (word === undefined) throw GIVE_UP;
      const keyEnd = this.#content + word.length;
      const key: ScalarNode = { type: "scalar", value: word, style: "plain", start: this.#content, end: keyEnd };
      entries.push({ key, value: this.#value(this.#skipSpaces(keyEnd + 1), indent, depth) });
    } while (this.#indent === indent);
    if (this.#indent > indent) throw GIVE_UP;
    return { type: "map", entries, start, end };
  }

  #list(depth: number): ListNode {
    const indent = this.#indent;
    const start = this.#content;
    const end = this.#lineEnd;
    const items: Node[] = [];
    do {
      if (!this.text.startsWith("- ", this.#content)) throw GIVE_UP;
      this.#content += 2;
      KEY.lastIndex = this.#content;
      if (KEY.test(this.text)) items.push(this.#map(indent + 2, depth + 1));
      else if (" #\n".includes(this.text[this.#content]!)) throw GIVE_UP;
      else items.push(this.#value(this.#content, indent, depth));
    } while (this.#indent === indent);
    if (this.#indent > indent) throw GIVE_UP;
    return { type: "list", items, start, end };
  }

  /** What stands at `at` after a key or dash of a line indented by `indent`; leaves the line after it next. */
  #value(at: number, indent: number, depth: number): Node {
    if (at === this.#lineEnd || this.text[at] === "#") {
      this.#advance(this.#lineEnd + 1);
      if (this.#indent <= indent) throw GIVE_UP;
      return this.#block(depth + 1);
    }
    if (this.text[at] === "|") return this.#textLines(at, indent);
    const node = this.#inline(at, depth, false);
    const rest = this.#skipSpaces(node.end);
    if (rest !== this.#lineEnd && (this.text[rest] !== "#" || rest === node.end)) throw GIVE_UP;
    this.#advance(this.#lineEnd + 1);
    return node;
  }

  #textLines(at: number, indent: number): ScalarNode {
    if (at + 1 !== this.#lineEnd) throw GIVE_UP;
    let from = this.#lineEnd + 1;
    const margin = this.#skipSpaces(from) - from;
    if (margin <= indent || this.text[from + margin] === "\n") throw GIVE_UP;
    let value = "";
    let blank = "";
    while (from < this.text.length) {
      const end = this.text.indexOf("\n", from);
      const spaces = this.#skipSpaces(from) - from;
      if (end === from) blank += "\n";
      else if (from + spaces === end) throw GIVE_UP;
      else if (spaces < margin) break;
      else {
        value += `${blank}${this.text.slice(from + margin, end)}\n`;
        blank = "";
      }
      from = end + 1;
    }
    this.#advance(from);
    return { type: "scalar", value, style: "block", start: at, end: at + 1 };
  }

  #inline(at: number, depth: number, inFlow: boolean): Node {
    if (depth > DEEPEST) throw GIVE_UP;
    const first = this.text[at]!;
    if (first === "[") return this.#flowList(at, depth);
    if (first === "{") return this.#flowMap(at, depth);
    if (first === '"' || first === "'") return this.#quoted(at, first);
    WORD_START.lastIndex = at;
    if (!WORD_START.test(this.text)) throw GIVE_UP;
    return inFlow ? this.#flowWord(at) : this.#word(at);
  }

  #quoted(at: number, quote: string): ScalarNode {
    const close = this.text.indexOf(quote, at + 1);
    if (close < 0 || close > this.#lineEnd) throw GIVE_UP;
    const value = this.text.slice(at + 1, close);
    if (quote === '"' ? value.includes("\\") : this.text[close + 1] === "'") throw GIVE_UP;
    return { type: "scalar", value, style: "quoted", start: at, end: close + 1 };
  }

  #word(at: number): ScalarNode {
    const rest = this.text.slice(at, this.#lineEnd);
    const comment = rest.indexOf(" #");
    const value = (comment < 0 ? rest : rest.slice(0, comment)).trimEnd();
    if (value.includes(": ") || value.endsWith(":")) throw GIVE_UP;
    return { type: "scalar", value, style: "plain", start: at, end: at + value.length };
  }

  #flowWord(at: number): ScalarNode {
    FLOW_WORD.lastIndex = at;
    const value = FLOW_WORD.exec(this.text)?.[0].trimEnd();
    if (value === undefined) throw GIVE_UP;
    return { type: "scalar", value, style: "plain", start: at, end: at + value.length };
  }

  #flowList(start: number, depth: number): ListNode {
    const items: Node[] = [];
    let at = this.#skipSpaces(start + 1);
    if (this.text[at] === "]") return { type: "list", items, start, end: at + 1 };
    for (;;) {
      const item = this.#inline(at, depth + 1, true);
      items.push(item);
      at = this.#skipSpaces(item.end);
      if (this.text[at] === "]") return { type: "list", items, start, end: at + 1 };
      if (this.text[at] !== ",") throw GIVE_UP;
      at = this.#skipSpaces(at + 1);
    }
  }

  #flowMap(start: number, depth: number): MapNode {
    const entries: { key: ScalarNode; value: Node }[] = [];
    let at = this.#skipSpaces(start + 1);
    for (;;) {
      KEY.lastIndex = at;
      const word = KEY.exec(this.text)?.[0];
      if (word === undefined) throw GIVE_UP;
      const key: ScalarNode = { type: "scalar", value: word, style: "plain", start: at, end: at + word.length };
      const value = this.#inline(this.#skipSpaces(key.end + 1), depth + 1, true);
      entries.push({ key, value });
      at = this.#skipSpaces(value.end);
      if (this.text[at] === "}") return { type: "map", entries, start, end: at + 1 };
      if (this.text[at] !== ",") throw GIVE_UP;
      at = this.#skipSpaces(at + 1);
    }
  }

  #skipSpaces(at: number): number {
    while (this.text.charCodeAt(at) === 0x20) at++;
    return at;
  }
}
