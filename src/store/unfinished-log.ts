// Unfinished logs: unfinished/<name> is a second name of a log that a process is writing in its scratch, so that others
// can read along, and that it is still there when that process was killed. Must never be taken for a whole log: its end
// may be missing.

import { link, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { kindAt } from "./entry-kind.ts";
import type { StoreLayout } from "./store-layout.ts";
import { unlessMissing } from "./io-failure.ts";
import { tryLock, waitForLock } from "./lock.ts";
import type { Session } from "./scratch.ts";

export interface UnfinishedLog {
  readonly path: string;
  /** Whether a process is still writing it; else what is there is all there will be. */
  readonly written: () => boolean;
}

/**
 * Makes an empty file of this process's scratch that is to become a log, and shows it under that name, in place of one
 * that was cut off. Gives what takes the name away again, to be called when the log itself was put. Rejects with the
 * file system's error.
 */
export async function showLog(
  layout: StoreLayout,
  session: Session,
  name: string,
  file: string,
): Promise<() => Promise<void>> {
  const lock = await waitForLock(lockOf(layout, name), "shared");
  const path = layout.object("unfinished", name);
  let own: number;
  try {
    await writeFile(file, "", { flag: "wx" });
    own = (await stat(file)).ino;
    await mkdir(layout.folder("unfinished"), { recursive: true });
    const temporary = session.temporaryPath();
    await link(file, temporary);
    await rename(temporary, path);
  } catch (error) {
    lock.release();
    throw error;
  }
  return async () => {
    try {
      // Another process that builds the same stage may show its own by now.
      if ((await unlessMissing(stat(path)))?.ino === own) await rm(path);
    } finally {
      lock.release();
    }
  };
}

/** The log of that name that is being written or was cut off; undefined when there is none. */
export async function unfinishedLog(layout: StoreLayout, name: string): Promise<UnfinishedLog | undefined> {
  const path = layout.object("unfinished", name);
  if (kindAt(path) !== "file") return undefined;
  const written = (): boolean => {
    const lock = tryLock(lockOf(layout, name), "exclusive");
    lock?.release();
    return lock === undefined;
  };
  return { path, written };
}

const lockOf = (layout: StoreLayout, name: string): string => layout.object("locks", `name-log-${name}`);
