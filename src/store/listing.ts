// Tree listing: the canonical text whose sha256 is a tree's digest. LISTING.md specifies it, with vectors.
// Must never read two texts as the same tree, nor write one tree in two ways.

import { isUtf8 } from "node:buffer";
import type { Result } from "../model/failure.ts";
import { fail, succeed } from "../model/failure.ts";
import type { Tree, TreeEntry } from "../model/tree.ts";
import { byBytes } from "../bytes/order.ts";
import { asSha256, sha256 } from "../bytes/sha256.ts";
import { parentOf, pathProblem, targetProblem } from "./path-rules.ts";

/** An entry as a listing has it: sizes are not in the text, since the digest says more. */
export type ListedEntry = Exclude<TreeEntry, { readonly type: "file" }> | Omit<Extract<TreeEntry, { readonly type: "file" }>, "size">;

/** Writes the listing of entries that are sorted and valid; anything else is our bug. */
export function writeListing(entries: readonly ListedEntry[]): string {
  return entries.map(lineOf).join("");
}

/** Sorts entries into a tree and takes its digest. */
export function treeOf(entries: readonly TreeEntry[]): Tree {
  const sorted = [...entries].sort((a, b) => byBytes(a.path, b.path));
  const size = sorted.reduce((sum, entry) => sum + (entry.type === "file" ? entry.size : 0), 0);
  return { sha256: sha256(writeListing(sorted)), entries: sorted, size };
}

/** Reads a listing, and refuses every text that `writeListing` would not have written. */
export function parseListing(content: Uint8Array): Result<ListedEntry[]> {
  if (!isUtf8(content)) return fail("Cannot read the tree listing: it is not UTF-8");
  const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString();
  if (text !== "" && !text.endsWith("\n")) return fail("Cannot read the tree listing: its last line has no end");
  const entries: ListedEntry[] = [];
  /** Paths that hold nothing, so that no later path may lie below them. */
  const leaves = new Set<string>();
  let previous = "";
  let checkedParent = "";
  for (let start = 0, number = 1; start < text.length; number++) {
    const end = text.indexOf("\n", start);
    const line = text.slice(start, end);
    start = end + 1;
    const entry = parseLine(line);
    const problem = typeof entry === "string" ? entry : orderProblem(entry.path);
    if (problem !== undefined) return fail(`Cannot read line ${number} of the tree listing: ${problem}`, { details: [line] });
    entries.push(entry as ListedEntry);
  }
  return succeed(entries);

  function orderProblem(path: string): string | undefined {
    if (previous !== "" && byBytes(previous, path) >= 0) return `its path does not come after ${JSON.stringify(previous)}`;
    previous = path;
    leaves.add(path);
    const parent = parentOf(path);
    if (parent === checkedParent) return undefined;
    checkedParent = parent;
    for (let above = parent; above !== ""; above = parentOf(above)) if (leaves.has(above)) return `its path lies below ${JSON.stringify(above)}, which holds nothing`;
    return undefined;
  }
}

function lineOf(entry: ListedEntry): string {
  switch (entry.type) {
    case "file":
      return `${entry.executable ? "755" : "644"} ${entry.sha256} ${entry.path}\n`;
    case "link":
      return `link ${escapeTarget(entry.target)} ${entry.path}\n`;
    case "directory":
      return `dir - ${entry.path}\n`;
  }
}

/** The entry, or what is wrong with the line. */
function parseLine(line: string): ListedEntry | string {
  const afterMode = line.indexOf(" ") + 1;
  const afterColumn = line.indexOf(" ", afterMode) + 1;
  if (afterMode === 0 || afterColumn === 0) return "it does not have three columns";
  const mode = line.slice(0, afterMode - 1);
  const column = line.slice(afterMode, afterColumn - 1);
  const path = line.slice(afterColumn);
  const problem = pathProblem(path);
  if (problem !== undefined) return `its path ${problem}`;
  switch (mode) {
    case "644":
    case "755": {
      const digest = asSha256(column);
      if (digest === undefined) return "its second column is not a sha256 in lower-case hexadecimal";
      return { type: "file", path, executable: mode === "755", sha256: digest };
    }
    case "link": {
      const target = unescapeTarget(column);
      if (target === undefined) return "its second column is not an escaped link target";
      const wrong = targetProblem(path, target);
      return wrong === undefined ? { type: "link", path, target } : `its link target ${wrong}`;
    }
    case "dir":
      return column === "-" ? { type: "directory", path } : 'the second column of a directory is not "-"';
    default:
      return `its mode is ${JSON.stringify(mode)}, not 644, 755, link or dir`;
  }
}

/** A backslash becomes `\134` and a space `\040`, so that the column ends at the first space. Nothing else changes. */
function escapeTarget(target: string): string {
  return /[\\ ]/.test(target) ? target.replaceAll("\\", "\\134").replaceAll(" ", "\\040") : target;
}

function unescapeTarget(column: string): string | undefined {
  if (column === "" || !/^([^\\\0]|\\134|\\040)*$/.test(column)) return undefined;
  return column.replaceAll("\\040", " ").replaceAll("\\134", "\\");
}
