// TreeWriter: writes the entries of an archive into an empty directory of its own, as files (644 or 755), directories
// (755) and symbolic links. Must never write through a link: links are made last, when all else is in place.
//
// Files are written by synchronous calls, a piece of the archive at a time: 100,000 small files by promises take three
// times as long.

import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  mkdirSync,
  openSync,
  readSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeSync,
} from "node:fs";
import type { Source } from "../../model/recipe.ts";
import type { UnpackLimits } from "../limits.ts";
import { Refused, quoted } from "../refused.ts";
import type { Steps } from "../steps.ts";
import { Strip } from "./entry-path.ts";
import { linkThatLeaves } from "./links.ts";
import type { TarEntry, TarHandler } from "./reader.ts";
import { Selection } from "./selection.ts";
import { TreeShape } from "./tree-shape.ts";

/** What a recipe makes of an archive. */
export type Shape = Pick<NonNullable<Source["unpack"]>, "strip" | "keep" | "remove">;

/** A file whose body comes; `again` when it was there before and must only be the same. */
interface OpenFile {
  readonly path: string;
  readonly file: number;
  readonly again: boolean;
  readonly executable: boolean;
}

const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const READ = constants.O_RDONLY | constants.O_NOFOLLOW;
const PIECE = 1 << 18;

export class TreeWriter implements TarHandler {
  readonly #root: string;
  readonly #strip: Strip;
  readonly #selection: Selection;
  readonly #shape: TreeShape;
  /** Whether modes asked for come out changed (a umask, a default ACL), so that each must be set again. */
  readonly #setModes: boolean;
  #open: OpenFile | undefined;

  /** `root` is an existing, empty directory. */
  constructor(root: string, shape: Shape, limits: UnpackLimits) {
    this.#root = root;
    this.#strip = new Strip(shape.strip);
    this.#selection = new Selection(shape);
    this.#shape = new TreeShape(limits);
    chmodSync(root, 0o755);
    mkdirSync(`${root}/probe`, 0o755);
    this.#setModes = (statSync(`${root}/probe`).mode & 0o7777) !== 0o755;
    rmdirSync(`${root}/probe`);
  }

  *entry(entry: TarEntry): Steps {
    const path = this.#strip.path(entry.name, "name", entry.type === "directory");
    if (path === undefined) return;
    if (path === "") {
      if (entry.type === "directory") return;
      throw new Refused(`the ${entry.type} ${quoted(entry.name)} would replace the top directory`);
    }
    const choice = this.#selection.choose(path, entry.type === "directory" ? "directory" : "file");
    if (choice.type === "passed over") return;
    if (choice.type === "removed") return yield* this.#above(choice.top); // the directory that it was in stays
    switch (entry.type) {
      case "directory":
        return yield* this.#directory(path);
      case "link":
        return yield* this.#link(path, entry.target);
      case "hard link":
        return yield* this.#hardLink(path, entry.target);
      case "file":
        return yield* this.#file(path, entry);
    }
  }

  body(bytes: Buffer): void {
    if (this.#open === undefined) return; // the body of what is left out
    const { file, again, path } = this.#open;
    if (!again) return writeAll(file, bytes);
    const there = Buffer.alloc(bytes.length);
    let at = 0;
    for (let count = 1; count > 0 && at < there.length; at += count)
      count = readSync(file, there, at, there.length - at, null);
    if (at < there.length || !there.equals(bytes)) throw twice(path);
  }

  done(): void {
    if (this.#open === undefined) return;
    const { file, again, path, executable } = this.#open;
    if (again && readSync(file, Buffer.alloc(1)) > 0) throw twice(path);
    if (!again && this.#setModes) fchmodSync(file, modeOf(executable));
    this.#open = undefined;
    closeSync(file);
  }

  /** Makes sure that all was there which the recipe names, then makes the links. */
  *finish(): Steps {
    this.#selection.finish();
    const { links } = this.#shape;
    const leaves = yield* linkThatLeaves(links);
    if (leaves !== undefined)
      throw new Refused(`the link ${quoted(leaves)} points out of the tree, to ${quoted(links.get(leaves)!)}`, {
        hint: 'if nothing needs it, name it under "remove"',
      });
    for (const [path, target] of links) {
      symlinkSync(target, this.#at(path));
      yield;
    }
  }

  close(): void {
    if (this.#open !== undefined) closeSync(this.#open.file);
    this.#open = undefined;
  }

  #at(path: string): string {
    return `${this.#root}/${path}`;
  }

  *#directory(path: string): Steps {
    const node = this.#shape.node(path);
    if (node === "directory") return;
    if (node !== undefined) throw twice(path);
    yield* this.#above(path);
    this.#make(path);
  }

  /** Makes the directories that a path lies in. */
  *#above(path: string): Steps {
    for (const parent of this.#shape.missingAbove(path)) {
      this.#make(parent);
      yield;
    }
  }

  #make(directory: string): void {
    this.#shape.add(directory, "directory");
    mkdirSync(this.#at(directory), 0o755);
    if (this.#setModes) chmodSync(this.#at(directory), 0o755);
  }

  *#file(path: string, { size, mode }: TarEntry): Steps {
    this.#shape.write(size);
    const executable = (mode & 0o111) !== 0;
    const node = this.#shape.node(path);
    if (node === undefined) this.#open = yield* this.#create(path, executable);
    else if (node !== nodeOf(executable)) throw twice(path);
    else this.#open = { path, file: openSync(this.#at(path), READ), again: true, executable };
  }

  *#create(path: string, executable: boolean): Steps<OpenFile> {
    yield* this.#above(path);
    this.#shape.add(path, nodeOf(executable));
    return { path, file: openSync(this.#at(path), CREATE, modeOf(executable)), again: false, executable };
  }

  *#link(path: string, target: string): Steps {
    const { links } = this.#shape;
    if (this.#shape.node(path) === undefined) {
      yield* this.#above(path);
      this.#shape.addLink(path, target);
    } else if (links.get(path) !== target) throw twice(path);
  }

  /** A hard link becomes a copy of what it is linked to, which must not be left out. */
  *#hardLink(path: string, name: string): Steps {
    const target = this.#strip.path(name, "hard link's target", false);
    const says = (found: string): string => `${quoted(path)} is a hard link to ${found}`;
    if (target === undefined || target === "") throw new Refused(says("the top directory"));
    const node = this.#shape.node(target);
    if (node === undefined && this.#selection.choose(target, "file").type !== "kept")
      throw new Refused(says(`${quoted(name)}, which the recipe leaves out`), {
        hint: "keep the one that is linked to, or leave both out",
      });
    if (node === undefined) throw new Refused(says(`${quoted(name)}, which the archive has not held so far`));
    if (node === "directory") throw new Refused(says(`the directory ${quoted(name)}`));
    if (target === path) return;
    if (node === "link") return yield* this.#link(path, this.#shape.links.get(target)!);
    if (this.#shape.node(path) !== undefined) throw twice(path);
    yield* this.#copy(target, path, node === "executable");
  }

  *#copy(from: string, to: string, executable: boolean): Steps {
    const source = openSync(this.#at(from), READ);
    try {
      this.#shape.write(statSync(this.#at(from)).size);
      this.#open = yield* this.#create(to, executable);
      const piece = Buffer.allocUnsafe(PIECE);
      for (;;) {
        const count = readSync(source, piece);
        if (count === 0) break;
        writeAll(this.#open.file, piece.subarray(0, count));
        yield;
      }
    } finally {
      closeSync(source);
    }
  }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at);
}

function modeOf(executable: boolean): number {
  return executable ? 0o755 : 0o644;
}

function nodeOf(executable: boolean): "executable" | "file" {
  return executable ? "executable" : "file";
}

function twice(path: string): Refused {
  return new Refused(`it holds ${quoted(path)} twice, and not the same`);
}
