// Shape: what a part of a file must look like, as one value that both reads it and writes its JSON Schema.
// Must never look beyond the part itself: what a name refers to is checked by those who know the other files.

import type { Json } from "../bytes/canonical-json.ts";
import { nearest } from "../bytes/nearest.ts";
import type { MapNode, Node, ScalarNode } from "./node.ts";
import type { Reading } from "./reading.ts";
import type { Mark } from "./text.ts";

export interface Shape<T> {
  readonly schema: { readonly [key: string]: Json };
  /** Reads a node, or reports what is wrong with it. `what` names it in messages: `"sha256"`, `an item of "argv"`. */
  read(node: Node, reading: Reading, what: string): T | undefined;
}

/** What a text may be. `says` completes "must be". */
export interface Form {
  readonly says: string;
  readonly pattern: RegExp;
  readonly hint?: string;
  /** Set for text that must be in quotes, though YAML would take it without. */
  readonly quoted?: true;
}

/** Plain words that some reader of YAML 1.1 or 1.2 takes as something else than text, by what they are taken for. */
const GUESSES: readonly (readonly [RegExp, string])[] = [
  [/^(~|null|Null|NULL)$/, "nothing"],
  [/^(true|false|yes|no|on|off|y|n)$/i, "a truth value"],
  [
    /^([-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|\.[0-9_]+([eE][-+]?[0-9]+)?|\.(inf|Inf|INF)|[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?)|\.(nan|NaN|NAN))$/,
    "a number",
  ],
  [/^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?$/, "a date"],
];

/** What some YAML reader takes text without quotes for, if not for text. */
export function guessed(text: string): string | undefined {
  return GUESSES.find(([pattern]) => pattern.test(text))?.[1];
}

/** How a node is called in a message. */
function called(node: Node): string {
  if (node.type === "list") return "a list";
  if (node.type === "map") return "a map";
  return node.value === "" && node.style === "plain" ? "nothing" : `"${shortened(node.value)}"`;
}

function shortened(text: string): string {
  const line = text.split("\n", 1)[0]!;
  return line.length < text.length || line.length > 100 ? `${line.slice(0, 100)}...` : line;
}

function failForm(node: Node, reading: Reading, what: string, { says, hint }: Pick<Form, "says" | "hint">): undefined {
  reading.fail(node, `${what} must be ${says}, not ${called(node)}`, hint);
}

/** Text of a form, given with its mark. */
export function text(form: Form): Shape<ScalarNode> {
  return {
    schema: { type: "string", pattern: form.pattern.source },
    read(node, reading, what) {
      if (node.type !== "scalar" || (node.style === "plain" && node.value === ""))
        return failForm(node, reading, what, form);
      if (node.style === "plain") {
        const guess = form.pattern.test(node.value) ? guessed(node.value) : undefined;
        if (form.quoted) return void reading.fail(node, `${what} must be in quotes`, `write "${node.value}"`);
        if (guess !== undefined)
          return void reading.fail(
            node,
            `${what} must be ${form.says}, but YAML takes ${node.value} for ${guess}`,
            `write "${node.value}"`,
          );
      }
      if (node.style === "block")
        return void reading.fail(
          node,
          `${what} must be on one line`,
          `write it after its key, in quotes when it holds characters of YAML`,
        );
      return form.pattern.test(node.value) && node.value.isWellFormed() ? node : failForm(node, reading, what, form);
    },
  };
}

/** Text of several lines after "|". */
export function textLines(): Shape<ScalarNode> {
  return {
    schema: { type: "string", minLength: 1 },
    read(node, reading, what) {
      if (node.type === "scalar" && node.style === "block" && node.value.trim() !== "") return node;
      return failForm(node, reading, what, {
        says: 'text of several lines after "|"',
        hint: 'put "|" after the key and the text below it, indented',
      });
    },
  };
}

export function integer(least: number, most: number): Shape<number> {
  return {
    schema: { type: "integer", minimum: least, maximum: most },
    read(node, reading, what) {
      const says = `a whole number from ${least} to ${most}`;
      if (node.type !== "scalar" || node.style !== "plain" || !/^(0|[1-9][0-9]{0,15})$/.test(node.value))
        return failForm(node, reading, what, { says, hint: "write only digits, without quotes or leading zeros" });
      const value = Number(node.value);
      return value >= least && value <= most ? value : failForm(node, reading, what, { says });
    },
  };
}

export function truth(): Shape<boolean> {
  return {
    schema: { type: "boolean" },
    read(node, reading, what) {
      if (node.type === "scalar" && node.style === "plain" && (node.value === "true" || node.value === "false"))
        return node.value === "true";
      return failForm(node, reading, what, { says: "true or false", hint: "write true or false, without quotes" });
    },
  };
}

/** A list of at least one item. Items that are wrong are reported and left out. */
export function list<T>(item: Shape<T>): Shape<readonly T[]> {
  return listOf(item, 1);
}

/** The same, for what means another thing when it is empty than when the key is left out. */
export function listOrNone<T>(item: Shape<T>): Shape<readonly T[]> {
  return listOf(item, 0);
}

function listOf<T>(item: Shape<T>, least: 0 | 1): Shape<readonly T[]> {
  return {
    schema: { type: "array", ...(least === 0 ? {} : { minItems: least }), items: item.schema },
    read(node, reading, what) {
      if (node.type !== "list")
        return failForm(node, reading, what, {
          says: "a list",
          hint: `write it with "- " before each item, or within [ ]`,
        });
      if (node.items.length < least) return void reading.fail(node, `${what} is empty`, "leave the key out");
      const items: T[] = [];
      for (const each of node.items) {
        const value = item.read(each, reading, `an item of ${what}`);
        if (value !== undefined) items.push(value);
      }
      return items;
    },
  };
}

/** A map with keys of one form. */
export function dictionary<T>(
  keys: Form,
  value: Shape<T>,
): Shape<ReadonlyMap<string, { readonly key: ScalarNode; readonly value: T }>> {
  return {
    schema: {
      type: "object",
      minProperties: 1,
      propertyNames: { pattern: keys.pattern.source },
      additionalProperties: value.schema,
    },
    read(node, reading, what) {
      if (node.type !== "map")
        return failForm(node, reading, what, { says: "a map", hint: 'write "name: value" lines' });
      if (node.entries.length === 0) return void reading.fail(node, `${what} is empty`, "leave the key out");
      const found = new Map<string, { key: ScalarNode; value: T }>();
      for (const [name, entry] of uniqueEntries(node, reading)) {
        if (!keys.pattern.test(name))
          reading.fail(entry.key, `a key of ${what} must be ${keys.says}, not "${shortened(name)}"`, keys.hint);
        const read = value.read(marked(entry), reading, `"${name}"`);
        if (read !== undefined) found.set(name, { key: entry.key, value: read });
      }
      return found;
    },
  };
}

/** One key of a record. */
export interface Field<T> {
  readonly shape: Shape<T>;
  readonly required: boolean;
  readonly about: string;
}

export function required<T>(shape: Shape<T>, about: string): Field<T> & { readonly required: true } {
  return { shape, about, required: true };
}

export function optional<T>(shape: Shape<T>, about: string): Field<T> & { readonly required: false } {
  return { shape, about, required: false };
}

type Fields = { readonly [name: string]: Field<unknown> };
type Values<F extends Fields> = {
  readonly [K in keyof F]:
    | (F[K] extends Field<infer T> ? T : never)
    | (F[K]["required"] extends true ? never : undefined);
};

/** What a record holds, and where: the mark of the whole, and of each key that is there. */
export interface FieldsRead<F extends Fields> {
  readonly mark: Mark;
  readonly keys: ReadonlyMap<string, ScalarNode>;
  readonly values: Values<F>;
}

/**
 * A map with known keys in a fixed order. Choices between keys are `also`: a JSON Schema, and `check`, which says the
 * same.
 */
export function record<F extends Fields>(
  fields: F,
  also?: {
    readonly schema: { readonly [key: string]: Json };
    readonly check: (record: FieldsRead<F>, reading: Reading, what: string) => boolean;
  },
): Shape<FieldsRead<F>> {
  const names = Object.keys(fields);
  const order = `the keys are, in this order: ${names.join(", ")}`;
  return {
    schema: {
      type: "object",
      properties: Object.fromEntries(
        names.map((name) => [name, { description: fields[name]!.about, ...fields[name]!.shape.schema }]),
      ),
      required: names.filter((name) => fields[name]!.required),
      additionalProperties: false,
      ...also?.schema,
    },
    read(node, reading, what) {
      if (node.type !== "map") return failForm(node, reading, what, { says: "a map", hint: order });
      const entries = uniqueEntries(node, reading);
      const values: { [name: string]: unknown } = {};
      const keys = new Map<string, ScalarNode>();
      let whole = true;
      let last = -1;
      let known = true;
      let misplaced: { readonly key: ScalarNode; readonly after: string } | undefined;
      for (const [name, entry] of entries) {
        const index = names.indexOf(name);
        if (index < 0) {
          const close = nearest(name, names);
          reading.fail(
            entry.key,
            `unknown key "${shortened(name)}"${what === "it" ? "" : ` in ${what}`}`,
            close === undefined ? order : `did you mean "${close}"?`,
          );
          known = false;
          continue;
        }
        if (index < last) misplaced ??= { key: entry.key, after: names[last]! };
        last = Math.max(last, index);
        keys.set(name, entry.key);
        values[name] = fields[name]!.shape.read(marked(entry), reading, `"${name}"`);
      }
      for (const name of names) {
        if (!fields[name]!.required) continue;
        if (!keys.has(name))
          reading.fail(node, `${what} has no "${name}"`, `add "${name}": ${inSentence(fields[name]!.about)}`);
        if (values[name] === undefined) whole = false;
      }
      const found = { mark: node, keys, values: values as Values<F> };
      // Which keys may stand together cannot be judged while one is unknown; nor is order worth telling when they may
      // not.
      if (known && also !== undefined && !also.check(found, reading, what)) return undefined;
      if (misplaced !== undefined)
        reading.fail(misplaced.key, `the key "${misplaced.key.value}" must come before "${misplaced.after}"`, order);
      return whole && known ? found : undefined;
    },
  };
}

/** A description as the end of a sentence: no capital but of an abbreviation, no full stop. */
function inSentence(about: string): string {
  return about.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase()).replace(/\.$/, "");
}

/** A key without a value is marked at its key: there is nothing else to show. */
function marked({ key, value }: MapNode["entries"][number]): Node {
  return value.type === "scalar" && value.style === "plain" && value.value === ""
    ? { ...value, start: key.start, end: key.end }
    : value;
}

function uniqueEntries(node: MapNode, reading: Reading): ReadonlyMap<string, MapNode["entries"][number]> {
  const found = new Map<string, MapNode["entries"][number]>();
  for (const entry of node.entries) {
    const first = found.get(entry.key.value);
    if (first === undefined) found.set(entry.key.value, entry);
    else
      reading.fail(
        entry.key,
        `the key "${shortened(entry.key.value)}" appears here a second time`,
        "keep one of the two",
        { seeAlso: { says: "the first one", place: reading.place(first.key) } },
      );
  }
  return found;
}
