// Inspection of one file: its mode, size and digest; when sealing, its mode and time are made normal too.
// Runs in the main thread and in workers, so it blocks and gives plain data. Must never follow a link or wait on a
// fifo.

import { createHash, hash } from "node:crypto";
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  futimesSync,
  lstatSync,
  openSync,
  readSync,
} from "node:fs";
import { isSystemError } from "../model/system-error.ts";

export interface Inspected {
  readonly sha256: string;
  readonly size: number;
  /** Permission and set-id bits as they were found. */
  readonly mode: number;
  /** `device:inode` when the file has several names, else absent. */
  readonly shared?: { readonly inode: string; readonly names: number };
}

/** A system error as plain data, since a thread cannot send an Error with its fields. */
export interface InspectionError {
  readonly code: string;
  readonly errno?: number;
  readonly syscall: string;
  readonly path: string;
}

export type Inspection = Inspected | { readonly error: InspectionError };

/** `seal` sets modes and times and reads files of any mode; `check` changes nothing. */
export type InspectionPurpose = "seal" | "check";

/** The one instant that every stored entry carries, in seconds since 1970. */
export const sealedTime = 1;
/** Set-user-id, set-group-id and sticky. */
export const specialBits = 0o7000;
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const pieceSize = 1 << 20;
let piece: Buffer | undefined;

/** Inspects the regular file at `path`; blocks until it is read. */
export function inspectFile(path: string, purpose: InspectionPurpose): Inspection {
  let file: number | undefined;
  try {
    file = openAny(path, purpose);
    const status = fstatSync(file);
    const mode = status.mode & 0o7777;
    const { sha256, size } = digest(file);
    if (purpose === "seal" && (mode & specialBits) === 0) {
      const sealed = (mode & 0o111) === 0 ? 0o444 : 0o555;
      if (mode !== sealed) fchmodSync(file, sealed);
      futimesSync(file, sealedTime, sealedTime);
    }
    if (status.nlink === 1) return { sha256, size, mode };
    const { dev, ino } = fstatSync(file, { bigint: true });
    return { sha256, size, mode, shared: { inode: `${dev}:${ino}`, names: status.nlink } };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const { code, errno, syscall } = error;
    return { error: { code, syscall: syscall ?? "read", path, ...(errno === undefined ? {} : { errno }) } };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/**
 * A file without read permission is given it when sealing; its other bits are kept, since they are still to be judged.
 */
function openAny(path: string, purpose: InspectionPurpose): number {
  try {
    return openSync(path, flags);
  } catch (error) {
    if (purpose === "check" || !isSystemError(error) || error.code !== "EACCES") throw error;
    const { mode } = lstatSync(path);
    if ((mode & constants.S_IFMT) !== constants.S_IFREG) throw error;
    chmodSync(path, (mode & 0o7777) | 0o400);
    return openSync(path, flags);
  }
}

function digest(file: number): { sha256: string; size: number } {
  piece ??= Buffer.allocUnsafe(pieceSize);
  const first = read(file, piece);
  // One call for a small file costs half of what an object and three calls do.
  if (first < pieceSize) return { sha256: hash("sha256", piece.subarray(0, first), "hex"), size: first };
  const whole = createHash("sha256");
  let size = 0;
  for (let length = first; length > 0; length = read(file, piece)) {
    whole.update(piece.subarray(0, length));
    size += length;
  }
  return { sha256: whole.digest("hex"), size };
}

/** Reads until the piece is full or the file ends. */
function read(file: number, into: Buffer): number {
  let filled = 0;
  for (;;) {
    const length = readSync(file, into, filled, into.length - filled, null);
    filled += length;
    if (length === 0 || filled === into.length) return filled;
  }
}
