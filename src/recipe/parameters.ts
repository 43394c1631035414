// Parameters: `${name}` in a text stands for a value, `$$` for a dollar sign. Any other dollar sign is an error.
// Must never look into a value that was put in: values are taken as they are, in one pass.

import type { ScalarNode } from "./node.ts";
import type { Reading } from "./reading.ts";
import type { Mark } from "./text.ts";
import { nearest } from "../bytes/nearest.ts";

/** A text in pieces: fixed ones, and names of parameters. */
export type Template = readonly (string | { readonly parameter: string })[];

/**
 * Reads a text; reports each parameter that is not declared and each stray dollar sign, and adds what it uses to
 * `used`.
 */
export function readTemplate(
  node: ScalarNode,
  declared: ReadonlyMap<string, unknown>,
  used: Set<string>,
  reading: Reading,
): Template {
  if (!node.value.includes("$")) return [node.value];
  const pieces: (string | { readonly parameter: string })[] = [];
  let end = 0;
  for (const match of node.value.matchAll(/\$(?:\{([^${}]*)\}|(\$))?/g)) {
    pieces.push(node.value.slice(end, match.index));
    end = match.index + match[0].length;
    const mark = within(node, match.index, match[0].length, reading);
    const name = match[1];
    if (match[2] !== undefined) pieces.push("$");
    else if (name === undefined)
      reading.fail(
        mark,
        "a dollar sign that starts no ${parameter}",
        "write $$ for a dollar sign; scripts are taken as written",
      );
    else if (!declared.has(name)) {
      const close = nearest(name, declared.keys());
      reading.fail(
        mark,
        `no parameter is named "${name}"`,
        close === undefined ? "declare it under parameters, with a default value" : `did you mean "${close}"?`,
      );
    } else {
      pieces.push({ parameter: name });
      used.add(name);
    }
  }
  pieces.push(node.value.slice(end));
  return pieces;
}

/** The text with values put in; every parameter that it names must have one. */
export function fillIn(template: Template, values: Readonly<Record<string, string>>): string {
  let text = "";
  for (const piece of template) {
    const value = typeof piece === "string" ? piece : values[piece.parameter];
    if (value === undefined) throw new Error(`our bug: a parameter without a value in ${JSON.stringify(template)}`);
    text += value;
  }
  return text;
}

/** The mark of a part of a scalar's value; of the whole scalar where its text is not its value, as with escapes. */
function within(node: ScalarNode, index: number, length: number, reading: Reading): Mark {
  const start = node.start + (node.style === "quoted" ? 1 : 0) + index;
  const asWritten = reading.text.text.slice(start, start + length) === node.value.slice(index, index + length);
  return asWritten ? { start, end: start + length } : node;
}
