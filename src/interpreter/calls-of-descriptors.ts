// The system calls for what is open: files at a position, directories, the standard streams.

import type { Entry } from "./file-system.ts";
import { error, type Call, type KernelState, type Seen } from "./kernel-state.ts";
import { ADDRESSES } from "./layout.ts";
import { READ, WRITE } from "./memory.ts";
import { readFrom, writeTo, type OpenFile } from "./open-file.ts";

/** A part of the program's memory. */
interface Part {
  readonly address: bigint;
  readonly length: bigint;
}

/** A call whose first argument is a descriptor: with what it stands for. */
function onOpen(
  number: number,
  name: string,
  run: (state: KernelState, open: OpenFile, words: readonly bigint[], seen: Seen) => bigint,
): Call {
  return {
    number,
    name,
    run: (state, words, seen) => {
      const open = state.descriptors.get(Number(words[0]));
      if (open === undefined) return error("EBADF");
      seen.path = open.path;
      return run(state, open, words, seen);
    },
  };
}

export const descriptorCalls: readonly Call[] = [
  onOpen(0, "read", (state, open, [, address, length], seen) =>
    read(state, open, { address: address!, length: length! }, seen),
  ),
  onOpen(1, "write", (state, open, [descriptor, address, length], seen) =>
    write(state, { open, descriptor: Number(descriptor) }, { address: address!, length: length! }, seen),
  ),
  onOpen(19, "readv", (state, open, [, vector, count], seen) =>
    eachPart(state, vector!, count!, (part) => read(state, open, part, seen)),
  ),
  onOpen(20, "writev", (state, open, [descriptor, vector, count], seen) =>
    eachPart(state, vector!, count!, (part) => write(state, { open, descriptor: Number(descriptor) }, part, seen)),
  ),
  onOpen(3, "close", (state, _, [descriptor]) => {
    state.descriptors.delete(Number(descriptor));
    return 0n;
  }),
  onOpen(8, "lseek", (_, open, [, offset, origin]) => {
    if (open.type !== "file") return error("ESPIPE");
    const from = [0, open.position, open.file.size][Number(origin)];
    const to = (from ?? -Infinity) + Number(BigInt.asIntN(64, offset!));
    if (to < 0) return error("EINVAL");
    open.position = to;
    return BigInt(to);
  }),
  // There is no terminal, which is all that is asked.
  onOpen(16, "ioctl", () => error("ENOTTY")),
  // F_SETFD alone: that a descriptor is to be closed on execve, which there is none of.
  onOpen(72, "fcntl", (_state, _open, [, command]) => (command === 2n ? 0n : error("EINVAL"))),
  onOpen(91, "fchmod", (_, open, [, mode]) => {
    if (open.type === "file") open.file.executable = (mode! & 0o111n) !== 0n;
    return 0n;
  }),
  onOpen(217, "getdents64", (state, open, [, address, length]) => {
    if (open.type !== "directory") return error("ENOTDIR");
    const room = state.processor.memory.slice(address!, Number(length), WRITE);
    let at = 0;
    for (; open.left.length > 0; open.left.shift()) {
      const entry = directoryEntry(open.left[0]!);
      if (at + entry.length > room.length) break;
      room.set(entry, at);
      at += entry.length;
    }
    return at === 0 && open.left.length > 0 ? error("EINVAL") : BigInt(at);
  }),
];

/** As many bytes as there are, up to where memory ends; none of them fit: an error. */
function read(state: KernelState, open: OpenFile, { address, length }: Part, seen: Seen): bigint {
  if (open.type === "directory") return error("EISDIR");
  if (open.type === "stream") return 0n;
  if (!open.access.read) return error("EBADF");
  const wanted = Math.min(Number(length), open.file.size - open.position);
  if (wanted <= 0) return 0n;
  const { memory } = state.processor;
  const room = memory.allowed(address, wanted, WRITE);
  if (room === 0) return error("EFAULT");
  const bytes = readFrom(open, room);
  memory.slice(address, room, WRITE).set(bytes);
  seen.bytes = bytes;
  return BigInt(bytes.length);
}

function write(
  state: KernelState,
  { open, descriptor }: { readonly open: OpenFile; readonly descriptor: number },
  { address, length }: Part,
  seen: Seen,
): bigint {
  if (open.type === "directory" || (open.type === "file" && !open.access.write)) return error("EBADF");
  const { memory } = state.processor;
  const size = Math.min(Number(length), ADDRESSES);
  const bytes = memory.slice(address, memory.allowed(address, size, READ), READ);
  if (bytes.length === 0 && size > 0) return error("EFAULT");
  seen.bytes = bytes;
  if (open.type === "file") writeTo(open, bytes, state.files);
  else state.onOutput?.(descriptor, bytes);
  return BigInt(bytes.length);
}

/** Does each part of a vector of readv(2) until one is short; the sum. */
function eachPart({ processor }: KernelState, vector: bigint, count: bigint, done: (part: Part) => bigint): bigint {
  let sum = 0n;
  for (let index = 0n; index < count; index++) {
    const address = processor.memory.load(vector + 16n * index, 8);
    const length = processor.memory.load(vector + 16n * index + 8n, 8);
    const result = length === 0n ? 0n : done({ address, length });
    if (result < 0n) return sum === 0n ? result : sum;
    sum += result;
    if (result < length) break;
  }
  return sum;
}

/** What getdents64(2) gives for an entry: number, offset, length, type, and the name. */
function directoryEntry({ name, type }: Entry): Uint8Array {
  const text = new TextEncoder().encode(name);
  const entry = new Uint8Array(Math.ceil((19 + text.length + 1) / 8) * 8);
  const view = new DataView(entry.buffer);
  view.setBigUint64(0, 1n, true);
  view.setUint16(16, entry.length, true);
  view.setUint8(18, { directory: 4, file: 8, link: 10 }[type]);
  entry.set(text, 19);
  return entry;
}
