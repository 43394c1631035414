// TreeWriter: writes the entries of an archive into an empty directory of its own, as files (644 or 755), directories
// (755) and symbolic links. Must never write through a link: links are made last, when all else is in place.
//
// Files are written by synchronous calls, a piece of the archive at a time: 100,000 small files by promises take three
// times as long.

import {
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  chmodSync,
  mkdirSync,
  openSync,
  readSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeSync,
} from "node:fs";
import { Strip, components } from "./entry-path.ts";
import { leavesTree } from "./links.ts";
import type { PathPattern } from "../../model/recipe.ts";
import { Refused, quoted } from "../refused.ts";
import type { TarEntry, TarHandler } from "./reader.ts";

/** The most that an archive may unpack to. */
export interface UnpackLimits {
  readonly entries: number;
  /** Of all files together, with what long names take. */
  readonly bytes: number;
}

type Node = "directory" | "file" | "executable" | "link";

const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

export class TreeWriter implements TarHandler {
  readonly #root: string;
  readonly #strip: Strip;
  /** Paths to leave out; those that the archive holds are in `#leftOut` too. */
  readonly #remove: readonly { readonly name: string; readonly path: string }[];
  readonly #removed: ReadonlySet<string>;
  readonly #leftOut = new Set<string>();
  readonly #limits: UnpackLimits;
  readonly #nodes = new Map<string, Node>([["", "directory"]]);
  readonly #links = new Map<string, string>();
  /** Whether modes asked for come out changed (a umask, a default ACL), so that each must be set again. */
  readonly #setModes: boolean;
  #open:
    | { readonly path: string; readonly file: number; readonly again: boolean; readonly executable: boolean }
    | undefined;
  #entries = 0;
  #bytes = 0;

  /** `root` is an existing, empty directory. */
  constructor(
    root: string,
    shape: { readonly strip: number; readonly remove: readonly PathPattern[] },
    limits: UnpackLimits,
  ) {
    this.#root = root;
    this.#strip = new Strip(shape.strip);
    this.#remove = shape.remove.map(({ path: name }) => ({ name, path: components(name, "path to remove").join("/") }));
    this.#removed = new Set(this.#remove.map(({ path }) => path));
    this.#limits = limits;
    chmodSync(root, 0o755);
    mkdirSync(`${root}/probe`, 0o755);
    this.#setModes = (statSync(`${root}/probe`).mode & 0o7777) !== 0o755;
    rmdirSync(`${root}/probe`);
  }

  /** Bytes of the files written so far. */
  get bytes(): number {
    return this.#bytes;
  }

  get entries(): number {
    return this.#entries;
  }

  entry(entry: TarEntry): void {
    if (++this.#entries > this.#limits.entries)
      throw new Refused(
        `it holds more than ${this.#limits.entries} entries`,
        "raise the limit only if you trust the archive",
      );
    const path = this.#strip.path(entry.name, "name", entry.type === "directory");
    if (path === undefined) return;
    if (path === "" && entry.type !== "directory")
      throw new Refused(`the ${entry.type} ${quoted(entry.name)} would replace the top directory`);
    const removed = this.#removedAbove(path);
    if (removed !== undefined) {
      this.#parent(removed); // the directory that it was in stays
      return this.#count(entry.type === "file" ? entry.size : 0);
    }
    switch (entry.type) {
      case "directory":
        return this.#directory(path);
      case "link":
        return this.#link(path, entry.target);
      case "hard link":
        return this.#hardLink(path, entry.target);
      case "file":
        return this.#file(path, entry.size, (entry.mode & 0o100) !== 0);
    }
  }

  body(bytes: Buffer): void {
    if (this.#open === undefined) return; // the body of what is left out
    const { file, again, path } = this.#open;
    if (!again) {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at);
      return;
    }
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
    if (!again && this.#setModes) fchmodSync(file, executable ? 0o755 : 0o644);
    this.#open = undefined;
    closeSync(file);
  }

  meta(bytes: number): void {
    this.#count(bytes);
  }

  /** Makes sure that all was there which the recipe wants left out, then makes the links. */
  finish(): void {
    for (const { name, path } of this.#remove) {
      if (!this.#leftOut.delete(path))
        throw new Refused(
          `the path ${quoted(name)}, which the recipe removes, is not in it`,
          `is "remove" right? paths count from the top of the unpacked tree`,
        );
    }
    for (const [path, target] of this.#links) {
      if (leavesTree(path, this.#links))
        throw new Refused(
          `the link ${quoted(path)} points out of the tree, to ${quoted(target)}`,
          `if nothing needs it, name it under "remove"`,
        );
    }
    for (const [path, target] of this.#links) symlinkSync(target, this.#at(path));
  }

  close(): void {
    if (this.#open !== undefined) closeSync(this.#open.file);
    this.#open = undefined;
  }

  #at(path: string): string {
    return `${this.#root}/${path}`;
  }

  /** The path to leave out that this one is or lies below, the topmost if there are several. */
  #removedAbove(path: string): string | undefined {
    let top: string | undefined;
    for (let end = this.#removed.size === 0 ? -1 : path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
      const above = path.slice(0, end);
      if (!this.#removed.has(above)) continue;
      this.#leftOut.add(above);
      top = above;
    }
    return top;
  }

  #count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#limits.bytes)
      throw new Refused(
        `it unpacks to more than ${this.#limits.bytes} bytes`,
        "raise the limit only if you trust the archive",
      );
  }

  #directory(path: string): void {
    const node = this.#nodes.get(path);
    if (node === "directory") return;
    if (node !== undefined) throw twice(path);
    this.#parent(path);
    mkdirSync(this.#at(path), 0o755);
    if (this.#setModes) chmodSync(this.#at(path), 0o755);
    this.#nodes.set(path, "directory");
  }

  #parent(path: string): void {
    const slash = path.lastIndexOf("/");
    if (slash === -1) return;
    const parent = path.slice(0, slash);
    const node = this.#nodes.get(parent);
    if (node === "directory") return;
    if (node !== undefined)
      throw new Refused(
        `${quoted(path)} would be written through ${quoted(parent)}, which is a ${node === "link" ? "link" : "file"}`,
      );
    this.#directory(parent);
  }

  #file(path: string, size: number, executable: boolean): void {
    this.#count(size);
    const node = this.#nodes.get(path);
    const wanted = executable ? "executable" : "file";
    if (node !== undefined && node !== wanted) throw twice(path);
    if (node !== undefined) {
      this.#open = {
        path,
        file: openSync(this.#at(path), constants.O_RDONLY | constants.O_NOFOLLOW),
        again: true,
        executable,
      };
      return;
    }
    this.#parent(path);
    this.#open = { path, file: openSync(this.#at(path), CREATE, executable ? 0o755 : 0o644), again: false, executable };
    this.#nodes.set(path, wanted);
  }

  #link(path: string, target: string): void {
    if (target === "" || Buffer.byteLength(target) > 4095)
      throw new Refused(`the target of the link ${quoted(path)} is empty or longer than 4095 bytes`);
    if (this.#nodes.has(path)) {
      if (this.#links.get(path) !== target) throw twice(path);
      return;
    }
    this.#parent(path);
    this.#nodes.set(path, "link");
    this.#links.set(path, target);
  }

  /** A hard link becomes a copy of what it is linked to, which must not be left out. */
  #hardLink(path: string, name: string): void {
    const target = this.#strip.path(name, "hard link's target", false);
    const node = target === undefined ? undefined : this.#nodes.get(target);
    if (target !== undefined && this.#removedAbove(target) !== undefined)
      throw new Refused(
        `${quoted(path)} is a hard link to ${quoted(name)}, which the recipe removes`,
        `keep the one that is linked to, or name both under "remove"`,
      );
    if (target === undefined || node === undefined)
      throw new Refused(`${quoted(path)} is a hard link to ${quoted(name)}, which the archive has not held so far`);
    if (node === "directory") throw new Refused(`${quoted(path)} is a hard link to the directory ${quoted(name)}`);
    if (target === path) return;
    if (node === "link") return this.#link(path, this.#links.get(target)!);
    if (this.#nodes.has(path)) throw twice(path);
    this.#count(statSync(this.#at(target)).size);
    this.#parent(path);
    copyFileSync(this.#at(target), this.#at(path), constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    if (this.#setModes) chmodSync(this.#at(path), node === "executable" ? 0o755 : 0o644);
    this.#nodes.set(path, node);
  }
}

function twice(path: string): Refused {
  return new Refused(`it holds ${quoted(path)} twice, and not the same`);
}
