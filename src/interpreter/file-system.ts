// Files in memory: what a program finds by its paths, and what it leaves. Modes are 644 and 755 only, as in the trees of
// stages; there are no owners and no times. Must never give a program a file of this machine, nor let files grow without
// end.

import { Stopped } from "./stop.ts";

export interface File {
  readonly type: "file";
  /** What the file holds: the first `size` of these bytes; what comes after is room to grow. */
  bytes: Uint8Array;
  size: number;
  executable: boolean;
  readonly readOnly: boolean;
}

export interface Directory {
  readonly type: "directory";
  readonly entries: Map<string, Node>;
  /** Whose directory this is; the root is its own. */
  parent: Directory;
}

export interface Link {
  readonly type: "link";
  readonly target: string;
}

export type Node = File | Directory | Link;

/** A name in a directory, and what kind of thing has it. */
export interface Entry {
  readonly name: string;
  readonly type: Node["type"];
}

/** What the kernel answers when a path leads nowhere, by its names. */
export type PathFault = "ENOENT" | "ENOTDIR" | "ELOOP" | "EISDIR" | "EEXIST" | "EACCES";

/** Where a path leads: a directory, a name in it, and what has that name. */
export interface Found {
  readonly directory: Directory;
  readonly name: string;
  readonly node: Node | undefined;
}

export interface NewFile {
  readonly executable?: boolean;
  /** Nobody may open it for writing. */
  readonly readOnly?: boolean;
}

/** Links followed before a path is taken for a loop, as Linux has it. */
const MOST_LINKS = 40;

/** The most bytes that programs may add to a file system: 256 MiB. What they remove is not given back. */
const MOST_ADDED = 1 << 28;

export class FileSystem {
  readonly root: Directory = newDirectory();
  #added = 0;

  /** Counts bytes that a program adds at a path; stops it where they are too many. */
  charge(bytes: number, path: string): void {
    this.#added += bytes;
    if (this.#added > MOST_ADDED)
      throw new Stopped("memory-limit", `files that grow by more than ${MOST_ADDED} bytes: ${path}`);
  }

  /** Puts a file at an absolute path, with the directories above it. The bytes are not copied, and not changed in place. */
  put(path: string, bytes: Uint8Array, { executable = false, readOnly = false }: NewFile = {}): void {
    this.#place(path, { type: "file", bytes, size: bytes.length, executable, readOnly });
  }

  putLink(path: string, target: string): void {
    this.#place(path, { type: "link", target });
  }

  /** Makes a directory and those above it, as far as they are missing. */
  makeDirectory(path: string): Directory {
    let directory = this.root;
    for (const name of parts(path)) {
      const next = directory.entries.get(name) ?? newDirectory(directory);
      if (next.type !== "directory") throw new Error(`our bug: "${path}" leads through a file`);
      directory.entries.set(name, next);
      directory = next;
    }
    return directory;
  }

  /** The bytes of a file, by an absolute path; undefined when there is none. */
  get(path: string): Uint8Array | undefined {
    const found = this.find(path, this.root, true);
    if (typeof found === "string" || found.node?.type !== "file") return undefined;
    return content(found.node);
  }

  /** All that is below a directory, links not followed: paths relative to it, each directory before what it holds. */
  *below(path: string): Generator<{ readonly path: string; readonly node: Node }> {
    const found = this.find(path, this.root, true);
    if (typeof found !== "string" && found.node?.type === "directory") yield* walk(found.node, "");
  }

  /** Follows a path, and at its end a link if asked to. What is found may be missing, its directory may not. */
  find(path: string, from: Directory, follow: boolean): Found | PathFault {
    let links = 0;
    let directory = path.startsWith("/") ? this.root : from;
    let rest = parts(path);
    if (path === "") return "ENOENT";
    while (rest.length > 0) {
      const [name, ...after] = rest as [string, ...string[]];
      const last = after.length === 0;
      if (name === "." || name === "..") {
        if (name === "..") directory = directory.parent;
        rest = after;
        continue;
      }
      const node = directory.entries.get(name);
      if (node?.type === "link" && (!last || follow)) {
        if (++links > MOST_LINKS) return "ELOOP";
        if (node.target.startsWith("/")) directory = this.root;
        rest = [...parts(node.target), ...after];
        continue;
      }
      if (last && !(path.endsWith("/") && node?.type === "file")) return { directory, name, node };
      if (node === undefined) return "ENOENT";
      if (node.type !== "directory") return "ENOTDIR";
      directory = node;
      rest = after;
    }
    return { directory: directory.parent, name: nameOf(directory), node: directory };
  }

  #place(path: string, node: Node): void {
    const cut = path.lastIndexOf("/");
    this.makeDirectory(path.slice(0, cut)).entries.set(path.slice(cut + 1), node);
  }
}

/** The file's bytes without the room after them. */
export function content(file: File): Uint8Array {
  return file.bytes.subarray(0, file.size);
}

export function newFile(executable: boolean): File {
  return { type: "file", bytes: new Uint8Array(0), size: 0, executable, readOnly: false };
}

export function newDirectory(parent?: Directory): Directory {
  const made: { type: "directory"; entries: Map<string, Node>; parent?: Directory } = {
    type: "directory",
    entries: new Map(),
  };
  made.parent = parent ?? (made as Directory);
  return made as Directory;
}

/** The absolute path of a directory. */
export function pathOf(directory: Directory): string {
  const names: string[] = [];
  for (let each = directory; each.parent !== each; each = each.parent) names.unshift(nameOf(each));
  return `/${names.join("/")}`;
}

function nameOf(directory: Directory): string {
  for (const [name, node] of directory.parent.entries) if (node === directory) return name;
  return "/";
}

function parts(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}

function* walk(directory: Directory, prefix: string): Generator<{ readonly path: string; readonly node: Node }> {
  for (const [name, node] of directory.entries) {
    yield { path: prefix + name, node };
    if (node.type === "directory") yield* walk(node, `${prefix}${name}/`);
  }
}
