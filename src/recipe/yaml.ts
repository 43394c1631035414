// YAML to nodes: the one place that knows the `yaml` package. It judges every file that src/recipe/plain.ts does not
// take. Must never let through what hides meaning: anchors, aliases, tags, merge keys, several documents, folded lines.

import type { Document, ErrorCode, Pair, ParsedNode } from "yaml";
import type { Failure } from "../model/failure.ts";
import type { ListNode, MapNode, Node, ScalarNode } from "./node.ts";
import type { Mark, RepositoryText } from "./text.ts";

/** What to do about the package's errors, where that is not plain from its own words. */
const HINTS: { readonly [code in ErrorCode]?: string } = {
  BAD_INDENT: "indent by two spaces, and what belongs together by the same",
  BAD_SCALAR_START: 'put text that starts with a character of YAML in quotes: "..."',
  BLOCK_AS_IMPLICIT_KEY: 'one "key: value" a line; put text that holds ": " in quotes',
  MISSING_CHAR:
    'close every quote and bracket; inside [ ] and { }, put text that holds one of [ ] { } , in quotes, "${cc}" too',
  UNEXPECTED_TOKEN: 'put text that holds characters of YAML in quotes: "..."',
  RESOURCE_EXHAUSTION: "nest less deeply",
};

/**
 * Reads one YAML document. On failure there is no node: the first failure of syntax alone is told, as others follow
 * from it.
 */
export async function readYaml(
  text: RepositoryText,
  action: string,
): Promise<{ readonly node?: Node; readonly failures: readonly Failure[] }> {
  // Loaded late: the package takes longer to load than most projects take to read, and most never need it.
  const { isAlias, isMap, isScalar, Lexer, parseDocument } = await import("yaml");
  const failures: Failure[] = [];
  const fail = (mark: Mark, found: string, hint: string) => {
    failures.push(text.failure(mark, `${action}: ${found}`, hint));
  };

  const marker = /^(---|\.\.\.|%)(?=\s|$|[A-Z])/m.exec(text.text);
  if (marker !== null) {
    fail(
      { start: marker.index, end: marker.index + marker[1]!.length },
      `the YAML marker "${marker[1]}"`,
      "one file holds one document: leave out ---, ... and % lines",
    );
    return { failures };
  }
  let document: Document.Parsed;
  try {
    document = parseDocument(text.text, {
      schema: "failsafe",
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "silent",
    });
  } catch (error) {
    // The package recurses; it catches the end of the stack itself in most places, but not in all.
    if (!(error instanceof RangeError)) throw error;
    fail({ start: 0, end: 1 }, "it is nested too deeply", HINTS.RESOURCE_EXHAUSTION!);
    return { failures };
  }
  const error = document.errors[0] ?? document.warnings[0];
  if (error !== undefined) {
    // At the end of the text there is nothing to show: then its last character is.
    const start = Math.max(0, Math.min(error.pos[0], text.text.trimEnd().length - 1));
    const unclosed = error.code === "BAD_INDENT" ? openBracket(new Lexer().lex(text.text), error.pos[0]) : undefined;
    const said =
      unclosed === undefined
        ? `not YAML (${error.message.replaceAll("\n", " ")})`
        : `before this, a bracket ${unclosed} is not closed`;
    fail(
      { start, end: error.pos[1] },
      said,
      unclosed === undefined
        ? (HINTS[error.code] ?? "see recipes/FORMAT.md for the form of a file")
        : HINTS.MISSING_CHAR!,
    );
    return { failures };
  }
  if (document.contents === null) {
    fail({ start: 0, end: 0 }, "it is empty", "see recipes/FORMAT.md for the form of a file");
    return { failures };
  }
  const node = convert(document.contents);
  return failures.length > 0 ? { failures } : { node, failures };

  function convert(from: ParsedNode): Node {
    const [start, end] = from.range;
    if (isAlias(from)) {
      fail({ start, end }, `the alias "*${from.source}"`, "write the value out: a reader must not have to look for it");
      return nothing(start);
    }
    if (from.anchor !== undefined)
      fail(before(start), `the anchor "&${from.anchor}"`, "leave it out, and write each value where it is used");
    if (from.tag !== undefined) fail(before(start), "a tag", "leave it out: the key says what its value is");
    if (isScalar(from)) return scalar(from.value as string, from.type, start, end);
    const mark = { start, end: from.flow === true ? end : endOfLine(start) };
    if (isMap(from)) return { type: "map", entries: from.items.flatMap(entry), ...mark } satisfies MapNode;
    return { type: "list", items: from.items.map((item) => convert(item as ParsedNode)), ...mark } satisfies ListNode;
  }

  function scalar(value: string, type: string | undefined, start: number, end: number): ScalarNode {
    if (type === "BLOCK_LITERAL" || type === "BLOCK_FOLDED") {
      const header = /^.[^ \n]*/.exec(text.text.slice(start, start + 10))![0];
      if (header !== "|")
        fail(
          { start, end: start + header.length },
          `text that starts with "${header}"`,
          'open text of several lines with "|" alone',
        );
      return { type: "scalar", value, style: "block", start, end: start + 1 };
    }
    if (text.text.slice(start, end).includes("\n"))
      fail({ start, end }, "text that continues on the next line", 'keep it on one line, or open it with "|"');
    return { type: "scalar", value, style: type === "PLAIN" ? "plain" : "quoted", start, end };
  }

  function entry({ key, value }: Pair<ParsedNode, ParsedNode | null>): readonly MapNode["entries"][number][] {
    if (!isScalar(key) || (key.type !== "PLAIN" && key.type !== "QUOTE_DOUBLE" && key.type !== "QUOTE_SINGLE")) {
      const start = key?.range[0] ?? 0;
      fail(
        { start, end: endOfLine(start) },
        "a key that is not a word",
        'put text that starts with one of [ { & * in quotes: "..."',
      );
      return [];
    }
    const keyNode = convert(key) as ScalarNode;
    if (keyNode.value === "<<" && keyNode.style === "plain")
      fail(keyNode, "the merge key <<", "write each key where it is used");
    if (value === null) {
      // Within braces `{ key }` has no colon; at the start of a line that is an explicit key, `? key`.
      return [{ key: keyNode, value: nothing(keyNode.end) }];
    }
    if (!/^ *:/.test(text.text.slice(keyNode.end, keyNode.end + 80)))
      fail(keyNode, 'a key written with "?"', 'write "key: value"');
    return [{ key: keyNode, value: convert(value) }];
  }

  function nothing(at: number): ScalarNode {
    return { type: "scalar", value: "", style: "plain", start: at, end: at };
  }

  function endOfLine(start: number): number {
    const end = text.text.indexOf("\n", start);
    return end < 0 ? text.text.length : end;
  }

  /** What stands before a node on its line: its anchor and tag, when it has any. */
  function before(start: number): Mark {
    const lineStart = text.text.lastIndexOf("\n", start - 1) + 1;
    const property = /[&!][^\s,[\]{}]*(?=\s*[&!]?[^\s]*\s*$)/.exec(text.text.slice(lineStart, start));
    return property === null
      ? { start, end: start + 1 }
      : { start: lineStart + property.index, end: lineStart + property.index + property[0].length };
  }
}

/** Tokens of the package's lexer that stand for no text. */
const NO_TEXT: ReadonlySet<string> = new Set(["\u0002", "\u0018", "\u001f"]);

/** The bracket that is still open at an offset of the text that the tokens make up. */
function openBracket(tokens: Iterable<string>, at: number): string | undefined {
  const open: string[] = [];
  let offset = 0;
  for (const token of tokens) {
    if (offset >= at) break;
    if (token === "[" || token === "{") open.push(token);
    if (token === "]" || token === "}") open.pop();
    if (!NO_TEXT.has(token)) offset += token.length;
  }
  return open.at(-1);
}
