// Errors of system calls, as Node gives them: told from our bugs, in words, and as a failure's code.

import { getSystemErrorMessage } from "node:util";
import type { FailureCode } from "./failure-code.ts";

export interface SystemError extends Error {
  readonly code: string;
  readonly errno?: number;
  readonly syscall?: string;
  readonly path?: string | Buffer;
}

export function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && "syscall" in error && "code" in error && typeof error.code === "string";
}

/** The error in words and by its symbol: `no space left on device (ENOSPC)`. */
export function reasonOf(error: SystemError): string {
  return error.errno === undefined ? error.code : `${getSystemErrorMessage(error.errno)} (${error.code})`;
}

const CODES: Readonly<Record<string, FailureCode>> = {
  ENOSPC: "disk-full",
  EDQUOT: "quota",
  EACCES: "permission",
  EPERM: "permission",
  EROFS: "read-only",
  EIO: "disk-error",
  EMFILE: "open-files",
  ENFILE: "open-files",
};

/** The code of a failed call's Failure. */
export function codeOf(error: { readonly code?: string }): FailureCode {
  return CODES[error.code ?? ""] ?? "file-system";
}
