// Purity faults: why an audit refuses a recipe. What its sources hold and it does not declare, what it declares in
// vain, and binary or generated files of the repository itself. Must never name files without end: a source may hold
// thousands.

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Failure } from "../model/failure.ts";
import { namedSources, type Recipe } from "../model/recipe.ts";
import type { Declared } from "./declared-files.ts";
import type { Look } from "../inputs/file-look.ts";

/** How many files one failure names. */
const MOST_NAMED = 20;

/** Judges what a recipe declares; no fault, no failure. */
export function purityFaults(recipe: Recipe, declared: Declared): readonly Failure[] {
  const faults: Failure[] = [];
  for (const { name, at } of namedSources(recipe)) {
    const inSource = ({ path }: { readonly path: string }): boolean => path === name || path.startsWith(`${name}/`);
    const marked = declared.undeclared.filter(inSource).map(({ path, mark }) => `${path}: ${mark}`);
    if (marked.length > 0) {
      faults.push({
        kind: "failure",
        code: "audit-undeclared",
        message: `Cannot clear source "${name}" of recipe "${recipe.name}": ${counted(marked, "undeclared file")} ${marked.length === 1 ? "looks" : "look"} generated`,
        place: at,
        details: bounded(marked),
        hint: 'declare them under "pregenerated", delete them by "remove", or say under "written" why they only look so',
      });
    }
    const opaque = declared.undeclaredOpaque
      .filter(inSource)
      .map(({ path, kind, size }) => `${path}: ${kind}, ${size} bytes`);
    if (opaque.length > 0) {
      faults.push({
        kind: "failure",
        code: "audit-undeclared",
        message: `Cannot clear source "${name}" of recipe "${recipe.name}": it holds ${counted(opaque, "undeclared opaque file")}`,
        place: at,
        details: bounded(opaque),
        hint: 'delete them by "remove", or declare under "pregenerated" what made them',
      });
    }
  }
  const [first] = declared.idle;
  if (first !== undefined) {
    faults.push({
      kind: "failure",
      code: "audit-unused",
      message: `Cannot clear recipe "${recipe.name}": ${counted(declared.idle, "path")} of "pregenerated" or "written" ${declared.idle.length === 1 ? "is" : "are"} idle`,
      place: first.path.at,
      details: bounded(declared.idle.map(({ path, why }) => `${path.path}: ${why}`)),
      hint: 'leave out or mend what is idle; sources are looked at as "keep" and "remove" leave them',
    });
  }
  return faults;
}

/** Judges what a recipe says of tests that check its pregenerated files: they must be there, but an import has no tests. */
export function uncheckedFaults(recipe: Recipe): readonly Failure[] {
  return recipe.pregenerated.flatMap(({ checked }) =>
    checked === undefined || recipe.imported !== undefined || existsSync(join(recipe.root, checked.path))
      ? []
      : [
          {
            kind: "failure" as const,
            code: "audit-unused" as const,
            message: `Cannot clear recipe "${recipe.name}": the repository has no test "${checked.path}"`,
            place: checked.at,
            hint: 'without a test that compares them, files of "pregenerated" are taken on trust: leave "checked" out',
          },
        ],
  );
}

/** Judges one of the repository's own files. */
export function localFault(path: string, look: Look): Failure | undefined {
  const found =
    look.opaque !== undefined
      ? `it is opaque (${look.opaque}, ${look.size} bytes)`
      : look.mark !== undefined
        ? `it looks generated (${look.mark})`
        : undefined;
  if (found === undefined) return undefined;
  return {
    kind: "failure",
    code: "audit-undeclared",
    message: `Cannot clear "${path}": ${found}`,
    hint: "only sources may hold such files: let a step make it from what a person wrote, or leave it out",
  };
}

function counted(list: readonly unknown[], noun: string): string {
  return `${list.length} ${noun}${list.length === 1 ? "" : "s"}`;
}

function bounded(lines: readonly string[]): readonly string[] {
  return lines.length <= MOST_NAMED
    ? lines
    : [...lines.slice(0, MOST_NAMED - 1), `and ${lines.length - MOST_NAMED + 1} more; --json names them all`];
}
