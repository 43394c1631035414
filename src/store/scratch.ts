// Scratch: what one process makes before it is stored, in a folder that a later process can tell to be dead.
//
// scratch/<session>/lock is held exclusively by the living owner; whoever gets that lock may remove the session.
// Sessions are made and swept under one guard lock, so that no session is ever seen without its lock held. Must never
// remove a living session.

import { chmod, mkdir, mkdtemp, readdir, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { isMissing } from "./io-failure.ts";
import { isSystemError } from "../model/system-error.ts";
import type { StoreLayout } from "./store-layout.ts";
import type { Lock } from "./lock.ts";
import { LockError, tryLock, waitForLock } from "./lock.ts";
import { openRemovals } from "./removals.ts";
import { removeTree } from "./remove-tree.ts";

export interface Session {
  readonly directory: string;
  /** A new empty directory of mode 0700, below the session. `name` is only for the eye. */
  newDirectory(name: string): Promise<string>;
  /** A path that nothing has yet, on the store's file system. */
  temporaryPath(): string;
  /**
   * Takes a directory of the store's file system away at once and whole, and removes it beside all else: 100,000 files
   * may take a minute.
   */
  drop(directory: string): Promise<void>;
  /**
   * Fulfilled when the sessions of processes that have ended are swept, which goes on beside all else: they may hold a
   * compiler's build.
   */
  readonly swept: Promise<void>;
  /**
   * Removes the session and all in it, and waits for what is still to be swept. What is there when `patience` fires is
   * left, for a later process to sweep.
   */
  close(patience?: AbortSignal): Promise<void>;
}

/**
 * Starts a session for this process, and unless `sweep` is false, sweeps those of processes that have ended. Rejects
 * with the file system's error or LockError.
 */
export async function openSession(
  layout: StoreLayout,
  { sweep = true, signal }: { readonly sweep?: boolean; readonly signal?: AbortSignal } = {},
): Promise<Session> {
  const guard = await waitForLock(guardOf(layout), "exclusive", signal);
  let directory: string;
  let lock: Lock | undefined;
  try {
    directory = await mkdtemp(join(layout.folder("scratch"), "session-"));
    // A home below a set-group directory must not hand that bit on to everything that is built.
    await chmod(directory, 0o700);
    lock = tryLock(join(directory, "lock"), "exclusive");
  } finally {
    guard.release();
  }
  if (lock === undefined) throw new Error(`our bug: somebody else locked the new session ${directory}`);
  const held = lock;
  const leave = new AbortController();
  const stop = signal === undefined ? leave.signal : AbortSignal.any([signal, leave.signal]);
  const swept = sweep ? sweepSessions(layout, stop).then(() => undefined) : Promise.resolve();
  // What goes wrong in it is told by close().
  swept.catch(() => undefined);

  let directories = 0;
  let files = 0;
  const temporaryPath = (): string => join(directory, `.new-${files++}`);
  const removals = openRemovals();
  return {
    directory,
    async newDirectory(name) {
      const path = join(directory, `${name}-${directories++}`);
      await mkdir(path, { mode: 0o700 });
      return path;
    },
    temporaryPath,
    async drop(dropped) {
      const moved = temporaryPath();
      try {
        await rename(dropped, moved);
      } catch (error) {
        if (isMissing(error)) return;
        throw error;
      }
      // One that fails is tried again, with all the rest, by close().
      removals.remove(moved);
    },
    swept,
    async close(patience) {
      const onLeave = (): void => leave.abort();
      if (patience?.aborted === true) onLeave();
      patience?.addEventListener("abort", onLeave, { once: true });
      try {
        await removals.close(leave.signal);
        try {
          await removeSession(directory, held, leave.signal);
        } finally {
          // Whatever went wrong: nobody may collect while this process still removes.
          await swept;
        }
      } catch (error) {
        if (!leave.signal.aborted) throw error;
      } finally {
        patience?.removeEventListener("abort", onLeave);
      }
    },
  };
}

/** Removes every session whose process has ended; gives how many. */
async function sweepSessions(layout: StoreLayout, signal?: AbortSignal): Promise<number> {
  let swept = 0;
  for (const name of await readdir(layout.folder("scratch"))) {
    const directory = join(layout.folder("scratch"), name);
    const guard = await waitForLock(guardOf(layout), "exclusive", signal);
    let lock: Lock | undefined;
    try {
      lock = lockDead(directory);
    } finally {
      guard.release();
    }
    if (lock === undefined) continue;
    await removeSession(directory, lock, signal);
    swept++;
  }
  return swept;
}

function lockDead(directory: string): Lock | undefined {
  try {
    return tryLock(join(directory, "lock"), "exclusive");
  } catch (error) {
    // Another process has just swept it, or it is not a session: then it is left alone.
    if (error instanceof LockError) return undefined;
    throw error;
  }
}

/**
 * The lock's file goes last, so that a sweep that is cut off is taken up by the next one. Rejects with the signal's
 * reason soon after it fires.
 */
async function removeSession(directory: string, lock: Lock, signal?: AbortSignal): Promise<void> {
  try {
    signal?.throwIfAborted();
    for (const entry of await readdir(directory, { withFileTypes: true })) {
      if (entry.name === "lock") continue;
      if (entry.isDirectory()) await removeTree(join(directory, entry.name), signal);
      else await rm(join(directory, entry.name), { force: true });
    }
    await rm(join(directory, "lock"), { force: true });
    await rmdir(directory);
  } catch (error) {
    if (!isMissing(error) && !(isSystemError(error) && error.code === "ENOTEMPTY")) throw error;
  } finally {
    lock.release();
  }
}

const guardOf = (layout: StoreLayout): string => layout.object("locks", "scratch-guard");
