// What a stage left, held against the outputs that its recipe declares. Pure.

import type { Failure, Result } from "../model/failure.ts";
import { succeed } from "../model/failure.ts";
import type { Output, Stage } from "../model/recipe.ts";
import type { Tree, TreeEntry } from "../model/tree.ts";

/** The tree must hold all that is declared, each of the declared kind, and nothing that is not at or below one. */
export function checkOutputs({ name, recipe }: Stage, tree: Tree): Result<undefined> {
  const message = `Cannot take the output of stage "${name}": `;
  const failures: Failure[] = [];
  const mistaken = new Set<TreeEntry>();
  for (const output of recipe.outputs) {
    if (tree.entries.some((entry) => declares(output, entry))) continue;
    const found = tree.entries.find(({ path }) => path === bare(output));
    if (found !== undefined) mistaken.add(found);
    const below = found === undefined && tree.entries.some(({ path }) => path.startsWith(`${output.path}/`));
    const kind = below ? "a directory" : found === undefined ? undefined : KINDS[found.type];
    failures.push({
      kind: "failure",
      code: kind === undefined ? "output-missing" : "output-kind",
      message:
        kind === undefined
          ? `${message}it holds no "${output.path}", which its recipe declares`
          : `${message}its "${bare(output)}" is ${kind}, not ${output.path.endsWith("/") ? "a directory" : "a file or a link"}`,
      place: output.at,
      ...(kind === undefined ? {} : { hint: 'a declared path that ends in "/" is a directory, any other is none' }),
    });
    if (below) for (const entry of tree.entries) if (entry.path.startsWith(`${output.path}/`)) mistaken.add(entry);
  }
  const stray = tree.entries.find(
    (entry) => !mistaken.has(entry) && !recipe.outputs.some((output) => declares(output, entry)),
  );
  if (stray !== undefined)
    failures.push({
      kind: "failure",
      code: "output-undeclared",
      message: `${message}it holds "${stray.path}", which its recipe does not declare`,
      place: recipe.at,
      hint: "declare it under outputs, or do not install it",
    });
  return failures.length === 0 ? succeed(undefined) : { ok: false, failures };
}

const KINDS: Readonly<Record<TreeEntry["type"], string>> = {
  file: "a file",
  link: "a link",
  directory: "an empty directory",
};

/** Whether an entry is a declared output, or lies below one. */
function declares({ path }: Output, entry: TreeEntry): boolean {
  if (!path.endsWith("/")) return entry.path === path && entry.type !== "directory";
  return entry.path.startsWith(path) || (entry.path === path.slice(0, -1) && entry.type === "directory");
}

const bare = ({ path }: Output): string => (path.endsWith("/") ? path.slice(0, -1) : path);
