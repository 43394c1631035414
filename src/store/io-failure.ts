// Errors of the file system as Failures: what was tried, on which path, what is lost, what to do.
// Must never swallow an error that is not the file system's: those are our bugs and go on as they are.

import type { Failure, Result } from "../model/failure.ts";
import { succeed } from "../model/failure.ts";
import { codeOf, isSystemError, reasonOf } from "../model/system-error.ts";

/** What to do about it, by the error's symbol, wherever it was met: in the store or outside it. */
const HINTS: Readonly<Record<string, string>> = {
  ENOSPC:
    "free some space on that file system (`fromseed gc` removes what no stage uses from the state folder), then run the same command again",
  EDQUOT:
    "the quota of this user is used up: free some space (`fromseed gc` removes what no stage uses), then run the same command again",
  EACCES: "what fromseed reads and writes must belong to the user who runs it",
  EPERM: "what fromseed reads and writes must belong to the user who runs it",
  EROFS: "that file system is mounted read-only: choose another folder",
  EIO: "the disk gave an input/output error: look at the kernel's log before trusting this disk again",
  EMFILE: "too many files are open: raise the limit with `ulimit -n`",
  ENFILE: "this machine has too many files open: end what holds them",
  EXDEV: "the store must lie on one file system: no folder below its home may be a mount point of its own",
};

/** What to do about an object that is not as it was put. */
export const HEAL = "fromseed verify --store --heal puts it away; what a build needs of it is made again";

/** Takes an error of a system call as a Failure; throws it again when it is anything else. */
export function ioFailure(action: string, path: string, error: unknown): Failure {
  if (!isSystemError(error)) throw error;
  const hint = HINTS[error.code];
  return {
    kind: "failure",
    code: codeOf(error),
    message: `Cannot ${action} ${JSON.stringify(path)}: ${reasonOf(error)}`,
    details: [
      `in ${error.syscall ?? "a system call"}${error.path === undefined || error.path === path ? "" : ` of ${JSON.stringify(String(error.path))}`}; nothing that was in the store before is lost`,
    ],
    ...(hint === undefined ? {} : { hint }),
  };
}

/** Runs file system work, and gives its system errors as a Failure that names the action and the path. */
export async function attempt<T>(action: string, path: string, work: () => Promise<T> | T): Promise<Result<T>> {
  try {
    return succeed(await work());
  } catch (error) {
    return { ok: false, failures: [ioFailure(action, path, error)] };
  }
}

/** Whether a system call failed because nothing has that name. */
export function isMissing(error: unknown): boolean {
  return isSystemError(error) && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

/** What a system call gives, or what is to stand for it where nothing has that name. */
export async function unlessMissing<T, U = undefined>(call: Promise<T>, otherwise: U = undefined as U): Promise<T | U> {
  try {
    return await call;
  } catch (error) {
    if (isMissing(error)) return otherwise;
    throw error;
  }
}

/**
 * Whether a system call failed because that name leads nowhere for this user: missing, below a closed directory, or
 * longer than the kernel takes.
 */
export function isUnreachable(error: unknown): boolean {
  return isMissing(error) || (isSystemError(error) && (error.code === "EACCES" || error.code === "ENAMETOOLONG"));
}
