// What the kernel knows of a process, and the shape of a system call that is shared by all of them.

import type { Directory, FileSystem, PathFault } from "./file-system.ts";
import type { OpenFile } from "./open-file.ts";
import type { Processor } from "./processor.ts";

export interface KernelState {
  readonly processor: Processor;
  readonly files: FileSystem;
  directory: Directory;
  readonly descriptors: Map<number, OpenFile>;
  /** The first address after the program's own segments, and the end of its heap. */
  readonly heapStart: number;
  heapEnd: number;
  exitCode: number | undefined;
  readonly onOutput: ((descriptor: number, bytes: Uint8Array) => void) | undefined;
  readonly onSystemCall: ((call: SystemCall) => void) | undefined;
}

/** A system call that was done, as a person wants to see it. */
export interface SystemCall {
  /** As in the kernel's table: "read". */
  readonly name: string;
  readonly number: number;
  readonly arguments: readonly bigint[];
  /** Negative: the number of an error. */
  readonly result: bigint;
  /** The path that is named, or that the descriptor was opened by. */
  readonly path?: string;
  /** What was read or written: a view, to be copied by who keeps it. */
  readonly bytes?: Uint8Array;
}

/** What a call puts there as worth showing. */
export interface Seen {
  path?: string;
  bytes?: Uint8Array;
}

/** How one system call is done: gives its result. */
export interface Call {
  readonly number: number;
  readonly name: string;
  readonly run: (state: KernelState, words: readonly bigint[], seen: Seen) => bigint;
}

/** errno(3), as amd64 numbers them. */
const ERRORS = {
  ENOENT: 2,
  EBADF: 9,
  ENOMEM: 12,
  EACCES: 13,
  EFAULT: 14,
  EEXIST: 17,
  ENOTDIR: 20,
  EISDIR: 21,
  EINVAL: 22,
  ENOTTY: 25,
  ESPIPE: 29,
  ERANGE: 34,
  ELOOP: 40,
} as const;

/** What a system call gives for an error. */
export function error(name: keyof typeof ERRORS | PathFault): bigint {
  return BigInt(-ERRORS[name]);
}
