// Trees taken apart, and what differs between two of them. Must never go into a folder that nobody asked about, nor miss
// what takes the place of a folder that somebody did.

import { fail, succeed, type Result } from "../model/failure.ts";
import type { ObjectReader } from "./object-reader.ts";

export interface TreeEntry {
  /** As git writes it: 100644, 100755, 120000 (a link), 40000 (a folder), 160000 (a submodule). */
  readonly mode: string;
  readonly id: string;
}

/** One path that differs; a side is undefined where it has nothing there. */
export interface Difference {
  /** Each byte is one character (latin1). */
  readonly path: string;
  readonly before: TreeEntry | undefined;
  readonly after: TreeEntry | undefined;
}

/** Git goes by the kind of a mode, whatever its permissions are. */
export function isSubmodule({ mode }: TreeEntry): boolean {
  return (Number.parseInt(mode, 8) & 0o170000) === 0o160000;
}

/** A folder by another mode is taken for a file, so that whatever changes in it changes the whole. */
export const FOLDER = "40000";
/** Trees that are remembered: those of neighbouring commits are mostly the same. */
const MOST_KEPT = 2000;
export const DEEPEST = 200;

/** Entries by name, each byte of which is one character; undefined for what breaks the form. */
export function readTree(bytes: Buffer, idSize: number): ReadonlyMap<string, TreeEntry> | undefined {
  const entries = new Map<string, TreeEntry>();
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0, at);
    const [, mode, name] = /^([0-7]{5,6}) ([^/]+)$/.exec(end < 0 ? "" : bytes.toString("latin1", at, end)) ?? [];
    at = end + 1 + idSize;
    if (mode === undefined || name === undefined || at > bytes.length || entries.has(name)) return undefined;
    entries.set(name, { mode, id: bytes.toString("hex", end + 1, at) });
  }
  return entries;
}

export class Trees {
  readonly #reader: ObjectReader;
  readonly #kept = new Map<string, ReadonlyMap<string, TreeEntry>>();

  constructor(reader: ObjectReader) {
    this.#reader = reader;
  }

  /**
   * The files, links and submodules that differ between two trees, of which `wanted` is asked for each path, that of a
   * folder with "/" at its end: folders of which it says no are not gone into. A tree that is undefined holds nothing.
   */
  async differences(
    before: string | undefined,
    after: string | undefined,
    wanted: (path: string) => boolean,
  ): Promise<Result<readonly Difference[]>> {
    const found: Difference[] = [];
    const compare = async (a: string | undefined, b: string | undefined, folder: string): Promise<Result<void>> => {
      if (a === b) return succeed(undefined);
      if (folder.split("/").length > DEEPEST)
        return fail("history-damaged", `Cannot compare trees: folders are nested deeper than ${DEEPEST}`);
      const both = [await this.entries(a), await this.entries(b)] as const;
      for (const each of both) if (!each.ok) return each;
      const [left, right] = both.map((each) => (each.ok ? each.value : NONE)) as [typeof NONE, typeof NONE];
      for (const name of new Set([...left.keys(), ...right.keys()])) {
        const path = folder + name;
        const [was, is] = [left.get(name), right.get(name)];
        if (was?.id === is?.id && was?.mode === is?.mode) continue;
        const [wasFolder, isFolder] = [was?.mode === FOLDER, is?.mode === FOLDER];
        if ((wasFolder || isFolder) && wanted(`${path}/`)) {
          const inside = await compare(wasFolder ? was!.id : undefined, isFolder ? is!.id : undefined, `${path}/`);
          if (!inside.ok) return inside;
        }
        const [old, now] = [wasFolder ? undefined : was, isFolder ? undefined : is];
        if ((old !== undefined || now !== undefined) && (wanted(path) || wanted(`${path}/`)))
          found.push({ path, before: old, after: now });
      }
      return succeed(undefined);
    };
    const done = await compare(before, after, "");
    return done.ok ? succeed(found) : done;
  }

  /** What stands at a path of a tree; undefined when nothing does. */
  async entry(tree: string, path: string): Promise<Result<TreeEntry | undefined>> {
    let at: TreeEntry | undefined = { mode: FOLDER, id: tree };
    for (const name of path.split("/")) {
      if (at?.mode !== FOLDER) return succeed(undefined);
      const entries = await this.entries(at.id);
      if (!entries.ok) return entries;
      at = entries.value.get(name);
    }
    return succeed(at);
  }

  /** All of a tree, by names of which each byte is one character. */
  async entries(id: string | undefined): Promise<Result<ReadonlyMap<string, TreeEntry>>> {
    if (id === undefined) return succeed(NONE);
    const known = this.#kept.get(id);
    if (known !== undefined) return succeed(known);
    const bytes = await this.#reader.read("tree", id);
    if (!bytes.ok) return bytes;
    const entries = readTree(bytes.value, id.length / 2);
    if (entries === undefined) return fail("history-damaged", `Cannot read tree ${id}: it breaks its form`);
    if (this.#kept.size >= MOST_KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    this.#kept.set(id, entries);
    return succeed(entries);
  }
}

const NONE: ReadonlyMap<string, TreeEntry> = new Map();
