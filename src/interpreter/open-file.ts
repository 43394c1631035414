// What a descriptor stands for: a file at a position, or one of the program's standard streams. Reads and writes as
// read(2), write(2) and lseek(2) say. Must never let a file grow without end.

import { content, type Entry, type File } from "./file-system.ts";
import { Stopped } from "./stop.ts";

/** The most bytes that one file may hold: 256 MiB. */
const LARGEST_FILE = 1 << 28;

export type OpenFile =
  | { readonly type: "file"; readonly path: string; readonly file: File; position: number; readonly access: Access }
  /** With what getdents64(2) has not given yet. */
  | { readonly type: "directory"; readonly path: string; readonly left: Entry[] }
  /** Has no bytes to read, and hands what is written to whoever runs the program. */
  | { readonly type: "stream"; readonly path: string };

export interface Access {
  readonly read: boolean;
  readonly write: boolean;
  /** Each write goes to the end. */
  readonly append: boolean;
}

export type OpenedFile = Extract<OpenFile, { type: "file" }>;

/** The bytes from the position on, at most so many, and moves on. */
export function readFrom(open: OpenedFile, length: number): Uint8Array {
  const bytes = content(open.file).subarray(open.position, open.position + length);
  open.position += bytes.length;
  return bytes;
}

export function writeTo(open: OpenedFile, bytes: Uint8Array): void {
  const { file } = open;
  if (open.access.append) open.position = file.size;
  const end = open.position + bytes.length;
  if (end > LARGEST_FILE) throw new Stopped("memory-limit", `a file of more than ${LARGEST_FILE} bytes: ${open.path}`);
  if (end > file.bytes.length) {
    const larger = new Uint8Array(Math.max(end, file.bytes.length * 2, 4096));
    larger.set(content(file));
    file.bytes = larger;
  }
  file.bytes.set(bytes, open.position);
  file.size = Math.max(file.size, end);
  open.position = end;
}
