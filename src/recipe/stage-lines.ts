// Files of stages/ that say one thing of each stage, a line a stage; # opens a comment. Must never take a line in a form
// that other programs would read differently: each file says its own.

import { nearest } from "../bytes/nearest.ts";
import type { Place } from "../model/failure.ts";
import type { Reading } from "./reading.ts";

export interface LineForm<Value> {
  /** Its group `name` is the stage's; with the flag d, so that the name can be marked. */
  readonly pattern: RegExp;
  /** What a line is, and how to write one. */
  readonly says: string;
  readonly hint: string;
  /** What the line says; undefined when that is of another form all the same. */
  readonly value: (groups: readonly string[]) => Value | undefined;
}

/**
 * Reads the whole text; reports lines of another form, stages named twice, and those that are not among `stages`
 * (undefined: not known).
 */
export function readStageLines<Value>(
  reading: Reading,
  stages: ReadonlySet<string> | undefined,
  form: LineForm<Value>,
): ReadonlyMap<string, { readonly value: Value; readonly at: Place }> {
  const found = new Map<string, { readonly value: Value; readonly at: Place }>();
  let next = 0;
  for (const line of reading.text.text.split("\n")) {
    const start = next;
    next += line.length + 1;
    if (line.trim() === "" || line.startsWith("#")) continue;
    const match = form.pattern.exec(line);
    const value = match === null ? undefined : form.value(match.slice(1));
    if (match === null || value === undefined) {
      reading.fail({ start, end: start + line.length }, `the line is not "${form.says}"`, form.hint);
      continue;
    }
    const name = match.groups!["name"]!;
    const [from, to] = match.indices!.groups!["name"]!;
    const mark = { start: start + from, end: start + to };
    const first = found.get(name);
    if (first !== undefined) {
      const seeAlso = { says: "the first one", place: first.at };
      reading.fail(mark, `the stage "${name}" appears here a second time`, "keep one of the two", { seeAlso });
      continue;
    }
    found.set(name, { value, at: reading.place(mark) });
    if (stages === undefined || stages.has(name)) continue;
    const close = nearest(name, stages);
    const hint = close === undefined ? "delete the line, if the stage is gone" : `did you mean "${close}"?`;
    reading.fail(mark, `no stage is named "${name}"`, hint, { code: "unknown-stage" });
  }
  return found;
}
