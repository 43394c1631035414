// A commit's tree written out as files. Must never write outside the folder it is given, nor anything but files, links
// and folders: whoever made the repository chose every name in it.

import { mkdir, symlink, writeFile } from "node:fs/promises";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { ObjectReader } from "./object-reader.ts";
import { DEEPEST, FOLDER, isSubmodule, Trees, type TreeEntry } from "./tree.ts";

/** Bytes that one tree may have in all. */
const MOST_BYTES = 2 ** 32;

/** What is to be written, and where. */
export interface ToLay {
  readonly commit: string;
  /** A folder below the top, with "/" between names; "" for the top. */
  readonly below: string;
  /** Asked about each name at the top of that folder. */
  readonly wanted: (name: string) => boolean;
  /** An empty directory. */
  readonly into: string;
}

/** Writes the wanted part of a commit's tree. */
export async function layTree(reader: ObjectReader, { commit, below, wanted, into }: ToLay): Promise<Result<void>> {
  const found = await reader.commit(commit);
  if (!found.ok) return found;
  const trees = new Trees(reader);
  let { tree } = found.value;
  if (below !== "") {
    const folder = await trees.entry(tree, Buffer.from(below).toString("latin1"));
    if (!folder.ok) return folder;
    if (folder.value?.mode !== FOLDER) return refused(commit, `it has no folder "${below}"`);
    tree = folder.value.id;
  }
  return new Layer({ reader, trees, commit }).lay(tree, { into: Buffer.from(into), depth: 0, wanted });
}

function refused(commit: string, found: string): Result<never> {
  return fail("history-damaged", `Cannot lay out commit ${commit}: ${found}`);
}

interface Folder {
  readonly into: Buffer;
  readonly depth: number;
  readonly wanted: (name: string) => boolean;
}

interface Laying {
  readonly reader: ObjectReader;
  readonly trees: Trees;
  readonly commit: string;
}

class Layer {
  readonly #reader: ObjectReader;
  readonly #trees: Trees;
  readonly #commit: string;
  #bytes = 0;

  constructor({ reader, trees, commit }: Laying) {
    this.#reader = reader;
    this.#trees = trees;
    this.#commit = commit;
  }

  async lay(tree: string, { into, depth, wanted }: Folder): Promise<Result<void>> {
    if (depth > DEEPEST) return refused(this.#commit, `its folders are nested deeper than ${DEEPEST}`);
    const entries = await this.#trees.entries(tree);
    if (!entries.ok) return entries;
    for (const [name, entry] of entries.value) {
      const bytes = Buffer.from(name, "latin1");
      if (!wanted(bytes.toString())) continue;
      if (name === "." || name === ".." || name.toLowerCase() === ".git")
        return refused(this.#commit, `it holds the name "${name}"`);
      const path = Buffer.concat([into, Buffer.from("/"), bytes]);
      const done = await this.#layEntry(path, entry, depth);
      if (!done.ok) return done;
    }
    return succeed(undefined);
  }

  async #layEntry(path: Buffer, entry: TreeEntry, depth: number): Promise<Result<void>> {
    const { mode, id } = entry;
    if (mode === FOLDER) {
      await mkdir(path);
      return this.lay(id, { into: path, depth: depth + 1, wanted: () => true });
    }
    const kind = Number.parseInt(mode, 8) & 0o170000;
    const called = JSON.stringify(path.toString());
    if (isSubmodule(entry))
      return refused(this.#commit, `${called} is a submodule, whose files another repository has`);
    if (kind !== 0o100000 && kind !== 0o120000) return refused(this.#commit, `${called} has the mode ${mode}`);
    const content = await this.#reader.read("blob", id);
    if (!content.ok) return content;
    this.#bytes += content.value.length;
    if (this.#bytes > MOST_BYTES) return refused(this.#commit, `it has more than ${MOST_BYTES} bytes`);
    if (kind === 0o120000) await symlink(content.value, path);
    else await writeFile(path, content.value, { flag: "wx", mode: Number.parseInt(mode, 8) & 0o100 ? 0o755 : 0o644 });
    return succeed(undefined);
  }
}
