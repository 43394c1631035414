// The system calls for files and directories.

import { newFile, pathOf, type Directory, type File, type PathFault } from "./file-system.ts";
import { error, type Call, type KernelState } from "./kernel-state.ts";
import { READ, WRITE } from "./memory.ts";
import { readFrom, writeTo, type OpenFile } from "./open-file.ts";
import { ADDRESSES } from "./layout.ts";

// open(2), as amd64 numbers the flags.
const O_ACCMODE = 3;
const O_CREAT = 0o100;
const O_EXCL = 0o200;
const O_TRUNC = 0o1000;
const O_APPEND = 0o2000;
const O_DIRECTORY = 0o200000;

export const descriptorCalls: readonly Call[] = [
  {
    number: 0,
    name: "read",
    run: (state, [descriptor, address, length], seen) => {
      const open = state.descriptors.get(Number(descriptor));
      if (open === undefined) return error("EBADF");
      seen.path = open.path;
      if (open.type === "directory") return error("EISDIR");
      if (open.type === "stream") return 0n;
      if (!open.access.read) return error("EBADF");
      // As many bytes as there are, up to where memory ends; none of them fit: an error.
      const wanted = Math.min(Number(length), open.file.size - open.position);
      if (wanted <= 0) return 0n;
      const { memory } = state.processor;
      const room = memory.allowed(address!, wanted, WRITE);
      if (room === 0) return error("EFAULT");
      const bytes = readFrom(open, room);
      memory.slice(address!, room, WRITE).set(bytes);
      seen.bytes = bytes;
      return BigInt(bytes.length);
    },
  },
  {
    number: 1,
    name: "write",
    run: (state, [descriptor, address, length], seen) => {
      const open = state.descriptors.get(Number(descriptor));
      if (open === undefined || open.type === "directory") return error("EBADF");
      seen.path = open.path;
      if (open.type === "file" && !open.access.write) return error("EBADF");
      const { memory } = state.processor;
      const size = Math.min(Number(length), ADDRESSES);
      const bytes = memory.slice(address!, memory.allowed(address!, size, READ), READ);
      if (bytes.length === 0 && size > 0) return error("EFAULT");
      seen.bytes = bytes;
      if (open.type === "file") writeTo(open, bytes);
      else state.onOutput?.(Number(descriptor), bytes);
      return BigInt(bytes.length);
    },
  },
  {
    number: 2,
    name: "open",
    run: (state, [path, flags, mode], seen) =>
      openPath(state, { path: path!, flags: Number(flags), mode: mode! }, seen),
  },
  {
    number: 3,
    name: "close",
    run: (state, [descriptor], seen) => {
      const open = state.descriptors.get(Number(descriptor));
      if (open === undefined) return error("EBADF");
      seen.path = open.path;
      state.descriptors.delete(Number(descriptor));
      return 0n;
    },
  },
  {
    number: 8,
    name: "lseek",
    run: (state, [descriptor, offset, origin]) => {
      const open = state.descriptors.get(Number(descriptor));
      if (open === undefined) return error("EBADF");
      if (open.type !== "file") return error("ESPIPE");
      const from = [0, open.position, open.file.size][Number(origin)];
      if (from === undefined) return error("EINVAL");
      const to = from + Number(BigInt.asIntN(64, offset!));
      if (to < 0) return error("EINVAL");
      open.position = to;
      return BigInt(to);
    },
  },
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
    number: 85,
    name: "creat",
    run: (state, [path, mode], seen) =>
      openPath(state, { path: path!, flags: 1 | O_CREAT | O_TRUNC, mode: mode! }, seen),
  },
  {
    number: 91,
    name: "fchmod",
    run: (state, [descriptor, mode], seen) => {
      const open = state.descriptors.get(Number(descriptor));
      if (open === undefined) return error("EBADF");
      seen.path = open.path;
      if (open.type === "file") open.file.executable = (mode! & 0o111n) !== 0n;
      return 0n;
    },
  },
  {
    number: 87,
    name: "unlink",
    run: (state, [address], seen) => {
      const path = state.processor.memory.text(address!);
      seen.path = path;
      const found = state.files.find(path, state.directory, false);
      if (typeof found === "string") return error(found);
      if (found.node === undefined) return error("ENOENT");
      if (found.node.type === "directory") return error("EISDIR");
      found.directory.entries.delete(found.name);
      return 0n;
    },
  },
];

interface Opening {
  /** Where the path stands in memory. */
  readonly path: bigint;
  readonly flags: number;
  readonly mode: bigint;
}

function openPath(state: KernelState, { path: address, flags, mode }: Opening, seen: { path?: string }): bigint {
  // A path at an address that is none: so the seed asks for one when an argument is missing.
  if (state.processor.memory.allowed(address, 1, READ) === 0) return error("EFAULT");
  const path = state.processor.memory.text(address);
  seen.path = path;
  const found = state.files.find(path, state.directory, true);
  if (typeof found === "string") return error(found);
  let node = found.node;
  if (node === undefined) {
    if ((flags & O_CREAT) === 0) return error("ENOENT");
    node = newFile((mode & 0o111n) !== 0n);
    found.directory.entries.set(found.name, node);
  } else if ((flags & O_CREAT) !== 0 && (flags & O_EXCL) !== 0) return error("EEXIST");
  // A link that is not followed to its end is a loop.
  const made = node.type === "link" ? "ELOOP" : openNode(path, node, flags);
  if (typeof made === "string") return error(made);
  let descriptor = 0;
  while (state.descriptors.has(descriptor)) descriptor++;
  state.descriptors.set(descriptor, made);
  return BigInt(descriptor);
}

function openNode(path: string, node: File | Directory, flags: number): OpenFile | PathFault {
  const access = flags & O_ACCMODE;
  if (node.type === "directory") return access === 0 ? { type: "directory", path } : "EISDIR";
  const file = node;
  if ((flags & O_DIRECTORY) !== 0) return "ENOTDIR";
  if (access !== 0 && file.readOnly) return "EACCES";
  if ((flags & O_TRUNC) !== 0 && access !== 0) {
    file.bytes = new Uint8Array(0);
    file.size = 0;
  }
  const how = { read: access !== 1, write: access !== 0, append: (flags & O_APPEND) !== 0 };
  return { type: "file", path, file, position: 0, access: how };
}
