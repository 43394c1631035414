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
export type ListedEntry =
  | Exclude<TreeEntry, { readonly type: "file" }>
  | Omit<Extract<TreeEntry, { readonly type: "file" }>, "size">;

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
  if (!isUtf8(content)) return fail("store-corrupt", "Cannot read the tree listing: it is not UTF-8");
  const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString();
  if (text !== "" && !text.endsWith("\n"))
    return fail("store-corrupt", "Cannot read the tree listing: its last line has no end");
  // In ASCII the order by code units, which the engine compares fast, is the order by bytes.
  const isAfter =
    text.length === content.length ? (a: string, b: string) => a > b : (a: string, b: string) => byBytes(a, b) > 0;
  const entries: ListedEntry[] = [];
  let previous = "";
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    const entry = parseLine(text, start, end);
    const problem =
      typeof entry === "string"
        ? entry
        : isAfter(entry.path, previous)
          ? undefined
          : `its path does not come after ${JSON.stringify(previous)}`;
    if (typeof entry === "string" || problem !== undefined)
      return fail("store-corrupt", `Cannot read line ${entries.length + 1} of the tree listing: ${problem}`, {
        details: [text.slice(start, end)],
      });
    entries.push(entry);
    previous = entry.path;
    start = end + 1;
  }
  const directories = directoriesOf(entries);
  const wrong = entries.findIndex(({ path }) => directories.has(path));
  return wrong === -1
    ? succeed(entries)
    : fail(
        "store-corrupt",
        `Cannot read line ${wrong + 1} of the tree listing: other paths lie below ${JSON.stringify(entries[wrong]!.path)}, which has an entry of its own`,
      );
}

/** Every directory that holds something. */
function directoriesOf(entries: readonly ListedEntry[]): Set<string> {
  const directories = new Set<string>();
  let previous = "";
  for (const { path } of entries) {
    const parent = parentOf(path);
    if (parent === previous) continue;
    previous = parent;
    for (let above = parent; above !== "" && !directories.has(above); above = parentOf(above)) directories.add(above);
  }
  return directories;
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

/** The entry on the line from `start` to `end`, or what is wrong with it. */
function parseLine(text: string, start: number, end: number): ListedEntry | string {
  const modeEnd = text.indexOf(" ", start);
  const columnEnd = text.indexOf(" ", modeEnd + 1);
  if (modeEnd === -1 || columnEnd === -1 || columnEnd > end) return "it does not have three columns";
  const mode = text.slice(start, modeEnd);
  const column = text.slice(modeEnd + 1, columnEnd);
  const path = text.slice(columnEnd + 1, end);
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
