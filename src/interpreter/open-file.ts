// What a descriptor stands for: a file at a position, or one of the program's standard streams. Reads and writes as
// read(2), write(2) and lseek(2) say.

import { content, type Entry, type File, type FileSystem } from "./file-system.ts";

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

/** Writes at the position, and moves on; what the file grows by is charged to the file system. */
export function writeTo(open: OpenedFile, bytes: Uint8Array, files: FileSystem): void {
  const { file } = open;
  if (open.access.append) open.position = file.size;
  const end = open.position + bytes.length;
  if (end > file.bytes.length) {
    const room = Math.max(end, file.bytes.length * 2, 4096);
    files.charge(room - file.bytes.length, open.path);
    const larger = new Uint8Array(room);
    larger.set(content(file));
    file.bytes = larger;
  }
  file.bytes.set(bytes, open.position);
  file.size = Math.max(file.size, end);
  open.position = end;
}
