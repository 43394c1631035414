// What differs between trees, path by path, for any number of them. Must never look at content: digests tell it apart.

import { byBytes } from "../bytes/order.ts";
import type { Tree, TreeEntry } from "../model/tree.ts";

/** In which way one path differs: there or not, file or link, digest, executable or not, a link's target. */
export type PathAspect = "presence" | "type" | "content" | "mode" | "target";

export interface PathDifference {
  readonly path: string;
  readonly aspects: readonly PathAspect[];
  /** One for each tree, in their order; undefined where the path is not. */
  readonly entries: readonly (TreeEntry | undefined)[];
}

/** The paths that are not the same in all trees, sorted by bytes. */
export interface TreeDifference {
  readonly paths: readonly PathDifference[];
}

export function compareTrees(...trees: readonly Tree[]): TreeDifference {
  const byPath = new Map<string, (TreeEntry | undefined)[]>();
  for (const [index, tree] of trees.entries()) {
    for (const entry of tree.entries) {
      const row = byPath.get(entry.path) ?? new Array<TreeEntry | undefined>(trees.length).fill(undefined);
      row[index] = entry;
      byPath.set(entry.path, row);
    }
  }
  const differing = [...byPath]
    .map(([path, entries]) => ({ path, aspects: aspectsOf(entries), entries }))
    .filter((each) => each.aspects.length > 0);
  return { paths: differing.sort((a, b) => byBytes(a.path, b.path)) };
}

function aspectsOf(entries: readonly (TreeEntry | undefined)[]): readonly PathAspect[] {
  const there = entries.filter((entry) => entry !== undefined);
  const files = there.filter((entry) => entry.type === "file");
  const links = there.filter((entry) => entry.type === "link");
  const aspects: [PathAspect, number][] = [
    ["presence", there.length < entries.length ? 2 : 1],
    ["type", new Set(there.map((entry) => entry.type)).size],
    ["content", new Set(files.map((file) => file.sha256)).size],
    ["mode", new Set(files.map((file) => file.executable)).size],
    ["target", new Set(links.map((link) => link.target)).size],
  ];
  return aspects.filter(([, values]) => values > 1).map(([aspect]) => aspect);
}
