// What a tree's tar is made of, in its order: POSIX ustar, with a pax header only where a value does not fit. Sorted by
// path, directories before what they hold, owner 0, one time for all. Who writes one and who reads one walk the same
// parts. Must never depend on anything but the tree and the form.

import { byBytes } from "../bytes/order.ts";
import { LONGEST_TAR_FIELD, TAR_BLOCK, tarHeader, tarPadding } from "../bytes/ustar.ts";
import type { Tree, TreeEntry } from "../model/tree.ts";
import { sealedTime } from "./inspect-file.ts";
import { parentOf } from "./path-rules.ts";

/** A file of a tree. */
export type FileEntry = Extract<TreeEntry, { readonly type: "file" }>;

export type TarPart =
  /** All headers of an entry: what is to be made, or what content follows. */
  | { readonly type: "header"; readonly bytes: Uint8Array; readonly entry: TreeEntry }
  /** The bytes of the file whose header came. */
  | { readonly type: "content"; readonly entry: FileEntry }
  | { readonly type: "filling"; readonly bytes: Uint8Array };

/** What of a tar does not follow from its tree. */
export interface TarForm {
  /** Of all entries, in seconds since 1970. */
  readonly time: number;
  /** Whether an entry `./` comes first, for the root's own mode. */
  readonly root: boolean;
}

/** Unpacked, it has the times that a tree in the store has. */
export const TREE_TAR: TarForm = { time: sealedTime, root: false };
/** A container's layer: what unpacks it gives each directory that is not named, the root too, a mode of its own choice. */
export const LAYER_TAR: TarForm = { time: 0, root: true };

/** Eleven octal digits. */
const largestSize = 0o77777777777;

export function* tarParts({ entries }: Tree, { time, root }: TarForm): Generator<TarPart, void> {
  if (root)
    yield { type: "filling", bytes: tarHeader({ name: "./", mode: 0o755, size: 0, type: "5", target: "", time }) };
  for (const entry of withDirectories(entries)) {
    yield { type: "header", bytes: headersOf(entry, time), entry };
    if (entry.type !== "file") continue;
    yield { type: "content", entry };
    yield { type: "filling", bytes: tarPadding(entry.size) };
  }
  yield { type: "filling", bytes: Buffer.alloc(2 * TAR_BLOCK) };
}

/** How many bytes the tar of a tree has. */
export function tarSize(tree: Tree, form: TarForm): number {
  let size = 0;
  for (const part of tarParts(tree, form)) size += part.type === "content" ? part.entry.size : part.bytes.length;
  return size;
}

/** The entries with every directory named, not the empty ones alone. */
export function withDirectories(entries: readonly TreeEntry[]): TreeEntry[] {
  const directories = new Set<string>();
  for (const { path } of entries)
    for (let above = parentOf(path); above !== "" && !directories.has(above); above = parentOf(above))
      directories.add(above);
  const all: TreeEntry[] = [...entries, ...[...directories].map((path): TreeEntry => ({ type: "directory", path }))];
  return all.sort((a, b) => byBytes(a.path, b.path));
}

/** The entry's header block, after a pax header if its path, target or size does not fit. */
function headersOf(entry: TreeEntry, time: number): Uint8Array {
  const name = entry.type === "directory" ? `${entry.path}/` : entry.path;
  const target = entry.type === "link" ? entry.target : "";
  const size = entry.type === "file" ? entry.size : 0;
  let records = "";
  if (!fits(target)) records += paxRecord("linkpath", target);
  if (!fits(name)) records += paxRecord("path", name);
  if (size > largestSize) records += paxRecord("size", String(size));
  const type = entry.type === "file" ? "0" : entry.type === "link" ? "2" : "5";
  const mode = entry.type === "link" ? 0o777 : entry.type === "file" && !entry.executable ? 0o644 : 0o755;
  const own = tarHeader({ name, mode, size: size > largestSize ? 0 : size, type, target, time });
  if (records === "") return own;
  const content = Buffer.from(records);
  return Buffer.concat([
    tarHeader({ name: "pax_header", mode: 0o644, size: content.length, type: "x", target: "", time }),
    content,
    tarPadding(content.length),
    own,
  ]);
}

const fits = (text: string): boolean => Buffer.byteLength(text) <= LONGEST_TAR_FIELD;

/** `<length> <key>=<value>\n`, where the length counts its own digits. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes;
  while (length !== bytes + String(length).length) length = bytes + String(length).length;
  return `${length}${rest}`;
}
