// Lock: exclusive and shared locks between processes, held by the kernel for as long as the process lives.
//
// Each lock is an empty file, locked through SQLite, which is part of Node and is the only thing in it that reaches
// fcntl(2). The kernel drops the lock when its process ends in any way, so there is nothing stale to detect: no process
// id, no clock. Must never open a lock's file by any other means: closing it would drop this process's locks on it
// (fcntl's old trap).

import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

export type LockMode = "shared" | "exclusive";

export interface Lock {
  release(): void;
}

/** Why a lock's file could not be used at all: a full disk, no permission, a file that is not a lock. */
export class LockError extends Error {
  readonly file: string;
  constructor(file: string, reason: string) {
    super(reason);
    this.file = file;
  }
}

const firstWaitMilliseconds = 5;
const longestWaitMilliseconds = 200;
/** SQLite's result code for a lock that somebody else holds. */
const busy = 5;

/** Takes the lock if it is free at this moment, else gives undefined. Throws LockError. */
export function tryLock(file: string, mode: LockMode): Lock | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    // Nothing is ever written, so no journal is needed: in memory it leaves no second file behind.
    database.exec("PRAGMA journal_mode = MEMORY");
    if (mode === "exclusive") database.exec("BEGIN EXCLUSIVE");
    else {
      database.exec("BEGIN");
      database.prepare("SELECT count(*) FROM sqlite_schema").get();
    }
  } catch (error) {
    if (database?.isOpen) database.close();
    if (!isSqliteError(error)) throw error;
    if ((error.errcode & 0xff) === busy) return undefined;
    throw new LockError(file, error.message);
  }
  const held = database;
  return { release: () => held.close() };
}

/** Waits for the lock; `onWait` is called once if it is not free at once. Throws LockError, or the signal's reason. */
export async function waitForLock(
  file: string,
  mode: LockMode,
  signal?: AbortSignal,
  onWait?: () => void,
): Promise<Lock> {
  for (let wait = firstWaitMilliseconds; ; wait = Math.min(wait * 2, longestWaitMilliseconds)) {
    signal?.throwIfAborted();
    const lock = tryLock(file, mode);
    if (lock !== undefined) return lock;
    if (wait === firstWaitMilliseconds) onWait?.();
    await sleep(wait, undefined, signal === undefined ? {} : { signal });
  }
}

function isSqliteError(error: unknown): error is Error & { readonly errcode: number } {
  return error instanceof Error && "errcode" in error && typeof error.errcode === "number";
}
