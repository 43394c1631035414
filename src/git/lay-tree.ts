// A commit's tree written out as files. Must never write outside the folder it is given, nor anything but files, links
// and folders: whoever made the repository chose every name in it.

import { mkdir, symlink, writeFile } from "node:fs/promises";
import { fail, succeed, type Result } from "../model/failure.ts";
import { readCommit } from "./commit.ts";
import type { ObjectReader } from "./object-reader.ts";
import { readTree, type TreeEntry } from "./tree.ts";

/** Bytes that one tree may have in all. */
const MOST_BYTES = 2 ** 32;
const DEEPEST = 200;

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
  const found = await commitTree(reader, commit);
  if (!found.ok) return found;
  let tree = found.value;
  for (const name of below === "" ? [] : below.split("/")) {
    const entries = await entriesOf(reader, tree);
    if (!entries.ok) return entries;
    const next = entries.value.get(latin1(name));
    if (next?.mode !== FOLDER) return refused(commit, `it has no folder "${below}"`);
    tree = next.id;
  }
  return new Layer(reader, commit).lay(tree, { into: Buffer.from(into), depth: 0, wanted });
}

/** The tree that a commit names. */
async function commitTree(reader: ObjectReader, commit: string): Promise<Result<string>> {
  const bytes = await reader.read("commit", commit);
  if (!bytes.ok) return bytes;
  const read = readCommit(bytes.value, commit);
  return typeof read === "string"
    ? fail("history-damaged", `Cannot read commit ${commit}: ${read}`)
    : succeed(read.tree);
}

const FOLDER = "40000";
const latin1 = (name: string): string => Buffer.from(name).toString("latin1");

async function entriesOf(reader: ObjectReader, id: string): Promise<Result<ReadonlyMap<string, TreeEntry>>> {
  const bytes = await reader.read("tree", id);
  if (!bytes.ok) return bytes;
  const entries = readTree(bytes.value, id.length / 2);
  return entries === undefined
    ? fail("history-damaged", `Cannot read tree ${id}: it breaks its form`)
    : succeed(entries);
}

function refused(commit: string, found: string): Result<never> {
  return fail("history-damaged", `Cannot lay out commit ${commit}: ${found}`);
}

interface Folder {
  readonly into: Buffer;
  readonly depth: number;
  readonly wanted: (name: string) => boolean;
}

class Layer {
  readonly #reader: ObjectReader;
  readonly #commit: string;
  #bytes = 0;

  constructor(reader: ObjectReader, commit: string) {
    this.#reader = reader;
    this.#commit = commit;
  }

  async lay(tree: string, { into, depth, wanted }: Folder): Promise<Result<void>> {
    if (depth > DEEPEST) return refused(this.#commit, `its folders are nested deeper than ${DEEPEST}`);
    const entries = await entriesOf(this.#reader, tree);
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

  async #layEntry(path: Buffer, { mode, id }: TreeEntry, depth: number): Promise<Result<void>> {
    if (mode === FOLDER) {
      await mkdir(path);
      return this.lay(id, { into: path, depth: depth + 1, wanted: () => true });
    }
    const kind = Number.parseInt(mode, 8) & 0o170000;
    const called = JSON.stringify(path.toString());
    if (kind === 0o160000) return refused(this.#commit, `${called} is a submodule, whose files another repository has`);
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
