// Why the file system, or a program that was started, refused: in words, for the end of a message.
// Must never be used for what may be a bug of ours: that has to show its stack.

import { isSystemError, reasonOf } from "../model/system-error.ts";

/** `no such file or directory (ENOENT)` for an error of the system, else what the error says of itself. */
export function reason(error: unknown): string {
  return isSystemError(error) ? reasonOf(error) : error instanceof Error ? error.message : String(error);
}
