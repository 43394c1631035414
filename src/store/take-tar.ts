// A tree from its tar, as somebody else gave it: the tar that the tree's own listing makes is walked beside what comes in,
// and each byte must be the same, headers and all. So no archive is ever interpreted: what comes either is the tree's tar,
// or is refused at the first byte, or after the first file, that is another. Must never write what no listing names.

import { createHash, hash, type Hash } from "node:crypto";
import {
  chmodSync,
  closeSync,
  fchmodSync,
  futimesSync,
  lutimesSync,
  mkdirSync,
  openSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { sha256 } from "../bytes/sha256.ts";
import type { Tree, TreeEntry } from "../model/tree.ts";
import { sealedTime } from "./inspect-file.ts";
import { tarParts, TREE_TAR, type FileEntry, type TarPart } from "./tar-parts.ts";

/**
 * Fills an empty directory with a tree, as the store keeps one. Gives why what came is not the tree's tar, as the end of a
 * sentence; undefined when it is. Rejects with the file system's error, and with what the pieces reject with.
 */
export async function writeFromTar(
  pieces: AsyncIterable<Uint8Array>,
  tree: Tree,
  into: string,
): Promise<string | undefined> {
  const taker = new TarTaker(tree, into);
  try {
    for await (const piece of pieces) {
      const fault = taker.push(piece);
      if (fault !== undefined) return fault;
    }
    return taker.end();
  } finally {
    taker.close();
  }
}

/** A file of which only a part has come. */
interface OpenFile {
  readonly entry: FileEntry;
  readonly file: number;
  readonly hash: Hash;
  left: number;
}

const EMPTY = sha256("");

class TarTaker {
  readonly #into: string;
  readonly #parts: Iterator<TarPart, void>;
  /** Parents first. */
  readonly #directories: string[];
  #part: TarPart | undefined;
  /** Bytes of a header or a filling that have come. */
  #at = 0;
  #open: OpenFile | undefined;

  constructor(tree: Tree, into: string) {
    this.#into = into;
    this.#directories = [into];
    this.#parts = tarParts(tree, TREE_TAR);
    this.#next();
  }

  push(piece: Uint8Array): string | undefined {
    for (let from = 0; from < piece.length; ) {
      const part = this.#part;
      if (part === undefined) return "more follows where it is to end";
      const left = part.type === "content" ? (this.#open?.left ?? part.entry.size) : part.bytes.length - this.#at;
      const bytes = piece.subarray(from, from + left);
      const fault = part.type === "content" ? this.#content(part.entry, bytes) : this.#compare(part, bytes);
      if (fault !== undefined) return fault;
      from += bytes.length;
      if (bytes.length === left) this.#next();
    }
    return undefined;
  }

  end(): string | undefined {
    if (this.#part !== undefined) return "it ends too early";
    for (const directory of this.#directories.reverse()) {
      chmodSync(directory, 0o755);
      utimesSync(directory, sealedTime, sealedTime);
    }
    return undefined;
  }

  close(): void {
    if (this.#open !== undefined) closeSync(this.#open.file);
  }

  #compare(part: Exclude<TarPart, { readonly type: "content" }>, bytes: Uint8Array): string | undefined {
    const at = this.#at;
    this.#at += bytes.length;
    if (Buffer.compare(bytes, part.bytes.subarray(at, this.#at)) !== 0)
      return part.type === "header"
        ? `it has something else where ${JSON.stringify(part.entry.path)} begins`
        : "it has something else than zeros where zeros belong";
    return part.type === "header" && this.#at === part.bytes.length ? this.#make(part.entry) : undefined;
  }

  #make(entry: TreeEntry): string | undefined {
    const path = `${this.#into}/${entry.path}`;
    switch (entry.type) {
      case "directory":
        mkdirSync(path, 0o755);
        this.#directories.push(path);
        return undefined;
      case "link":
        symlinkSync(entry.target, path);
        lutimesSync(path, sealedTime, sealedTime);
        return undefined;
      case "file":
        return entry.size === 0 ? this.#whole(entry, Buffer.alloc(0), EMPTY) : undefined;
    }
  }

  #content(entry: FileEntry, bytes: Uint8Array): string | undefined {
    // Most files come in one piece, and are compared before they are written.
    if (this.#open === undefined && bytes.length === entry.size)
      return this.#whole(entry, bytes, hash("sha256", bytes, "hex"));
    this.#open ??= { entry, file: this.#create(entry), hash: createHash("sha256"), left: entry.size };
    const open = this.#open;
    open.hash.update(bytes);
    open.left -= bytes.length;
    writeFileSync(open.file, bytes);
    if (open.left > 0) return undefined;
    this.#open = undefined;
    seal(open.file, entry);
    return contentFault(entry, open.hash.digest("hex"));
  }

  #whole(entry: FileEntry, bytes: Uint8Array, found: string): string | undefined {
    const fault = contentFault(entry, found);
    if (fault !== undefined) return fault;
    const file = this.#create(entry);
    try {
      writeFileSync(file, bytes);
    } catch (error) {
      closeSync(file);
      throw error;
    }
    seal(file, entry);
    return undefined;
  }

  #create({ path }: FileEntry): number {
    return openSync(`${this.#into}/${path}`, "wx", 0o600);
  }

  /** Goes on to the next part that has any bytes. */
  #next(): void {
    this.#at = 0;
    for (;;) {
      const { done, value } = this.#parts.next();
      this.#part = done === true ? undefined : value;
      if (this.#part === undefined) return;
      if ((this.#part.type === "content" ? this.#part.entry.size : this.#part.bytes.length) > 0) return;
    }
  }
}

function contentFault({ path, sha256 }: FileEntry, found: string): string | undefined {
  return found === sha256 ? undefined : `its file ${JSON.stringify(path)} has sha256 ${found}, not ${sha256}`;
}

/** Gives a whole file its mode and time, and closes it. */
function seal(file: number, { executable }: FileEntry): void {
  try {
    fchmodSync(file, executable ? 0o555 : 0o444);
    futimesSync(file, sealedTime, sealedTime);
  } finally {
    closeSync(file);
  }
}
