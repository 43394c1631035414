// Removal of a directory that an untrusted program filled: any mode, any name, any depth.
// Must never follow a link, and never touch anything that is not below the given directory.

import { chmodSync, readdirSync, renameSync, rmdirSync, unlinkSync } from "node:fs";
import { setImmediate as breathe } from "node:timers/promises";
import { isMissing } from "./io-failure.ts";
import { isSystemError } from "../model/system-error.ts";

/**
 * A directory whose path is longer than this is moved up before it is emptied, since the kernel takes no path over
 * 4,095 bytes.
 */
const longestPath = 2000;
const removalsPerBreath = 4;

/**
 * Removes a directory and all below it; nothing happens when it is not there. Rejects with the file system's error, and
 * with the signal's reason soon after it fires: then a part is left.
 */
export async function removeTree(directory: string, signal?: AbortSignal): Promise<void> {
  const top = Buffer.from(directory);
  let removals = 0;
  let moved = 0;

  async function empty(path: Buffer): Promise<void> {
    for (const entry of entriesOf(path)) {
      if (++removals % removalsPerBreath === 0) {
        await breathe();
        signal?.throwIfAborted();
      }
      const below = Buffer.concat([path, Buffer.from("/"), entry.name]);
      if (!entry.isDirectory()) {
        tolerate(() => unlinkSync(below));
      } else if (below.length <= top.length + longestPath) {
        await empty(below);
        tolerate(() => rmdirSync(below));
      } else {
        chmodSync(below, 0o700);
        while (!renamed(below, Buffer.concat([top, Buffer.from(`/moved-up-${moved++}`)])));
      }
    }
  }

  await breathe();
  for (let before = -1; before !== moved; ) {
    before = moved;
    await empty(top);
  }
  try {
    rmdirSync(top);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** False when the new name is taken: the program may have used it too. */
function renamed(from: Buffer, to: Buffer): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (isSystemError(error) && ["ENOTEMPTY", "EEXIST", "ENOTDIR"].includes(error.code)) return false;
    throw error;
  }
}

function entriesOf(path: Buffer) {
  try {
    // Names could be read but not removed without write and search permission, so these are given first.
    chmodSync(path, 0o700);
    return readdirSync(path, { encoding: "buffer", withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Two processes may sweep the same directory: what the other removed is not an error. */
function tolerate(removal: () => void): void {
  try {
    removal();
  } catch (error) {
    if (isMissing(error) || (isSystemError(error) && error.code === "ENOTEMPTY")) return;
    throw error;
  }
}
