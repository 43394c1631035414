// The system calls for what a path leads to.

import { newDirectory, newFile, pathOf, type Directory, type Entry, type Found, type Node } from "./file-system.ts";
import { error, type Call, type KernelState, type Seen } from "./kernel-state.ts";
import { READ, WRITE } from "./memory.ts";
import type { OpenFile } from "./open-file.ts";

// open(2), as amd64 numbers the flags.
const O_ACCMODE = 3;
const O_CREAT = 0o100;
const O_EXCL = 0o200;
const O_TRUNC = 0o1000;
const O_APPEND = 0o2000;
const O_DIRECTORY = 0o200000;

/** Bytes that a new file or directory is taken to need, beside what it holds. */
const NODE = 1024;

/** Where a path leads, when it is followed to its end or not; or the error that it is. */
function find(state: KernelState, address: bigint, follow: boolean, seen: Seen): Found | bigint {
  // A path at an address that is none: so the seed asks for one when an argument is missing.
  if (state.processor.memory.allowed(address, 1, READ) === 0) return error("EFAULT");
  seen.path = state.processor.memory.text(address);
  const found = state.files.find(seen.path, state.directory, follow);
  return typeof found === "string" ? error(found) : found;
}

/** A call on what is at a path. */
function onNode(
  number: number,
  name: string,
  follow: boolean,
  run: (state: KernelState, found: Found & { readonly node: Node }, words: readonly bigint[]) => bigint,
): Call {
  return {
    number,
    name,
    run: (state, words, seen) => {
      const found = find(state, words[0]!, follow, seen);
      if (typeof found === "bigint") return found;
      const { node } = found;
      return node === undefined ? error("ENOENT") : run(state, { ...found, node }, words);
    },
  };
}

export const pathCalls: readonly Call[] = [
  {
    number: 2,
    name: "open",
    run: (state, [path, flags, mode], seen) => open(state, { path: path!, flags: Number(flags), mode: mode! }, seen),
  },
  {
    number: 85,
    name: "creat",
    run: (state, [path, mode], seen) => open(state, { path: path!, flags: 1 | O_CREAT | O_TRUNC, mode: mode! }, seen),
  },
  onNode(6, "lstat", false, ({ processor }, { node }, [, address]) => {
    // struct stat of 144 bytes: no owners, no times, no numbers.
    const bytes = processor.memory.slice(address!, 144, WRITE).fill(0);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    view.setBigUint64(16, 1n, true);
    view.setUint32(24, modeOf(node), true);
    view.setBigUint64(48, BigInt(node.type === "file" ? node.size : 0), true);
    view.setBigUint64(56, 4096n, true);
    return 0n;
  }),
  {
    number: 79,
    name: "getcwd",
    run: (state, [address, size]) => {
      const path = new TextEncoder().encode(`${pathOf(state.directory)}\0`);
      if (BigInt(path.length) > size!) return error("ERANGE");
      state.processor.memory.slice(address!, path.length, WRITE).set(path);
      return BigInt(path.length);
    },
  },
  {
    number: 83,
    name: "mkdir",
    run: (state, [path], seen) => {
      const found = find(state, path!, false, seen);
      if (typeof found === "bigint") return found;
      if (found.node !== undefined) return error("EEXIST");
      state.files.charge(NODE, seen.path!);
      found.directory.entries.set(found.name, newDirectory(found.directory));
      return 0n;
    },
  },
  onNode(87, "unlink", false, (_, { directory, name, node }) => {
    if (node.type === "directory") return error("EISDIR");
    directory.entries.delete(name);
    return 0n;
  }),
  onNode(90, "chmod", true, (_, { node }, [, mode]) => {
    if (node.type === "file") node.executable = (mode! & 0o111n) !== 0n;
    return 0n;
  }),
];

/** Kind and permissions, as stat(2) gives them. */
function modeOf(node: Node): number {
  if (node.type === "directory") return 0o40755;
  if (node.type === "link") return 0o120777;
  return node.executable ? 0o100755 : 0o100644;
}

interface Opening {
  /** Where the path stands in memory. */
  readonly path: bigint;
  readonly flags: number;
  readonly mode: bigint;
}

function open(state: KernelState, { path, flags, mode }: Opening, seen: Seen): bigint {
  const found = find(state, path, true, seen);
  if (typeof found === "bigint") return found;
  let node = found.node;
  if (node === undefined) {
    if ((flags & O_CREAT) === 0) return error("ENOENT");
    state.files.charge(NODE, seen.path!);
    node = newFile((mode & 0o111n) !== 0n);
    found.directory.entries.set(found.name, node);
  } else if ((flags & O_CREAT) !== 0 && (flags & O_EXCL) !== 0) return error("EEXIST");
  const made = openNode(seen.path!, node, flags);
  if (typeof made === "bigint") return made;
  let descriptor = 0;
  while (state.descriptors.has(descriptor)) descriptor++;
  state.descriptors.set(descriptor, made);
  return BigInt(descriptor);
}

function openNode(path: string, node: Node, flags: number): OpenFile | bigint {
  const access = flags & O_ACCMODE;
  // A link that is not followed to its end is a loop.
  if (node.type === "link") return error("ELOOP");
  if (node.type === "directory")
    return access === 0 ? { type: "directory", path, left: entriesOf(node) } : error("EISDIR");
  if ((flags & O_DIRECTORY) !== 0) return error("ENOTDIR");
  if (access !== 0 && node.readOnly) return error("EACCES");
  if ((flags & O_TRUNC) !== 0 && access !== 0) {
    node.bytes = new Uint8Array(0);
    node.size = 0;
  }
  const how = { read: access !== 1, write: access !== 0, append: (flags & O_APPEND) !== 0 };
  return { type: "file", path, file: node, position: 0, access: how };
}

/** The entries of a directory as they are now, with those that every directory has. */
function entriesOf(directory: Directory): Entry[] {
  const own = [...directory.entries].map(([name, { type }]): Entry => ({ name, type }));
  return [{ name: ".", type: "directory" }, { name: "..", type: "directory" }, ...own];
}
