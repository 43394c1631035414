// What lies at a path of the store: an object is a regular file or a directory, and everything else is a fault.
// Must never follow a link, nor wait on a fifo.

import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from "node:fs";
import { isMissing } from "./io-failure.ts";
import { isSystemError } from "../model/system-error.ts";

export type EntryKind = "file" | "directory" | "link" | "fifo" | "socket" | "device";

/** What the file system tells of an entry, as `lstat` or `readdir` gives it. */
export interface Tells {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
}

export function kindOf(entry: Tells): EntryKind {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  if (entry.isSymbolicLink()) return "link";
  if (entry.isFIFO()) return "fifo";
  return entry.isSocket() ? "socket" : "device";
}

/** Undefined when nothing has that name. Throws the file system's error. */
export function kindAt(path: string): EntryKind | undefined {
  try {
    const status = lstatSync(path, { throwIfNoEntry: false });
    return status === undefined ? undefined : kindOf(status);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * The whole content of a regular file; undefined when nothing has that name; its kind when it is anything else. For
 * texts, which are small: a call that blocks takes a tenth of the time of one that does not.
 */
export function readRegular(path: string): Buffer | Exclude<EntryKind, "file"> | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (isMissing(error)) return undefined;
    const kind = isSystemError(error) && ["ELOOP", "ENXIO"].includes(error.code) ? kindAt(path) : undefined;
    if (kind === undefined || kind === "file") throw error;
    return kind;
  }
  try {
    const kind = kindOf(fstatSync(file));
    return kind === "file" ? readFileSync(file) : kind;
  } finally {
    closeSync(file);
  }
}

/** What a sentence calls it: `it is a directory`. */
export function called(kind: EntryKind): string {
  return kind === "file" ? "a file" : `a ${kind}`;
}
