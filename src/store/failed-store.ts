// Failed builds: failed/<name>/ is what the last failed build of that name left in scratch, kept for a person to look
// around in. Must never hold what a build needs, nor more than the last few: an older one gives way, and so does one
// that the disk has no room for.

import { lstatSync, readdirSync } from "node:fs";
import { mkdir, readdir, rename, stat, statfs } from "node:fs/promises";
import { setImmediate as breathe } from "node:timers/promises";
import { byBytes } from "../bytes/order.ts";
import type { Result } from "../model/failure.ts";
import { fail, succeed } from "../model/failure.ts";
import { isUnreachable, unlessMissing } from "./io-failure.ts";
import type { StoreLayout } from "./store-layout.ts";
import { tryLock } from "./lock.ts";
import type { Session } from "./scratch.ts";

/** Failed builds that are kept, of all names together. */
const mostFailed = 3;

/**
 * Moves a directory of this process's scratch to `failed/<name>`, in place of an earlier one, and lets go of the oldest
 * of too many. False, and nothing is moved, while somebody is in the earlier one, or when the disk has less room left
 * than the directory takes: the next build is to have that. Rejects with the file system's error.
 */
export async function keepFailed(
  layout: StoreLayout,
  session: Session,
  name: string,
  directory: string,
): Promise<boolean> {
  const { bavail, bsize } = await statfs(directory);
  if (await takesMore(directory, bavail * bsize)) return false;
  const lock = tryLock(lockOf(layout, name), "exclusive");
  if (lock === undefined) return false;
  try {
    await mkdir(layout.folder("failed"), { recursive: true });
    await session.drop(layout.object("failed", name));
    await rename(directory, layout.object("failed", name));
  } finally {
    lock.release();
  }
  // One that another process takes away meanwhile counts as the oldest.
  const kept = await Promise.all(
    (await failedNames(layout)).map(async (each) => ({
      name: each,
      time: (await unlessMissing(stat(layout.object("failed", each))))?.mtimeMs ?? 0,
    })),
  );
  for (const oldest of kept.sort((a, b) => b.time - a.time).slice(mostFailed))
    await dropFailed(layout, session, oldest.name);
  return true;
}

/** Removes what is kept of that name, if anything; left alone while somebody is in it. */
export async function dropFailed(layout: StoreLayout, session: Session, name: string): Promise<void> {
  const lock = tryLock(lockOf(layout, name), "exclusive");
  try {
    if (lock !== undefined) await session.drop(layout.object("failed", name));
  } finally {
    lock?.release();
  }
}

/** Runs `work` with the directory of a failed build, which nobody else enters, replaces or removes meanwhile. */
export async function withFailed<T>(
  layout: StoreLayout,
  name: string,
  work: (directory: string) => Promise<T>,
): Promise<Result<T>> {
  const names = await failedNames(layout);
  if (!names.includes(name)) {
    const hint = `${names.length === 0 ? "none of any stage is" : `kept are ${names.sort(byBytes).join(", ")}`}; the last ${mostFailed} that fail are kept, each until the stage is built or a gc`;
    return fail("failed-build-gone", `Cannot enter the failed build of "${name}": none is kept`, { hint });
  }
  const lock = tryLock(lockOf(layout, name), "exclusive");
  if (lock === undefined)
    return fail("store-busy", `Cannot enter the failed build of "${name}": another shell is in it`, {
      hint: "leave that one first",
    });
  try {
    return succeed(await work(layout.object("failed", name)));
  } finally {
    lock.release();
  }
}

export async function hasFailed(layout: StoreLayout, name: string): Promise<boolean> {
  return (await failedNames(layout)).includes(name);
}

/** The names of all that are kept; a store that was made before there were any has no folder for them. */
async function failedNames(layout: StoreLayout): Promise<string[]> {
  return unlessMissing(readdir(layout.folder("failed")), []);
}

/**
 * Whether a directory and all below it that can be reached take more than so many bytes of the disk. Names, modes and
 * depths may be any.
 */
async function takesMore(directory: string, bytes: number): Promise<boolean> {
  let left = bytes;
  let entries = 0;
  const waiting = [Buffer.from(directory)];
  for (let path = waiting.pop(); path !== undefined && left >= 0; path = waiting.pop()) {
    try {
      const status = lstatSync(path);
      left -= status.blocks * 512;
      if (status.isDirectory())
        for (const name of readdirSync(path, { encoding: "buffer" }))
          waiting.push(Buffer.concat([path, Buffer.from("/"), name]));
    } catch (error) {
      if (!isUnreachable(error)) throw error;
    }
    if (++entries % 256 === 0) await breathe();
  }
  return left < 0;
}

const lockOf = (layout: StoreLayout, name: string): string => layout.object("locks", `name-failed-${name}`);
