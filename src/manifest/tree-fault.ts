// What may not be in the tree of a manifest. Must never look outside the manifest: whether the listing of these entries
// has the tree's digest is for those who know listings to say.

import type { Tree } from "../model/tree.ts";
import { first, numberFault, orderFault, pathFault } from "./rules.ts";

/** The first thing wrong with a tree, as the end of a sentence; undefined when nothing is. */
export function treeFault(tree: Tree): string | undefined {
  const directories = new Set<string>();
  for (const { path } of tree.entries)
    for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) directories.add(path.slice(0, at));
  const size = tree.entries.reduce((sum, entry) => sum + (entry.type === "file" ? entry.size : 0), 0);
  return (
    first(tree.entries, (entry) => pathFault(entry.path)) ??
    orderFault(
      "entries of the tree",
      tree.entries.map((entry) => entry.path),
    ) ??
    first(tree.entries, ({ path }) =>
      directories.has(path) ? `the tree has "${path}" as an entry and as a directory that holds something` : undefined,
    ) ??
    first(tree.entries, (entry) =>
      entry.type === "file" ? numberFault(`the size of "${entry.path}"`, entry.size) : undefined,
    ) ??
    first(tree.entries, (entry) =>
      entry.type === "link" && (entry.target === "" || /[\0\n]/.test(entry.target))
        ? `the link "${entry.path}" has the target ${JSON.stringify(entry.target)}`
        : undefined,
    ) ??
    (size === tree.size ? undefined : `the tree's size is ${tree.size}, but its files have ${size} bytes`)
  );
}
