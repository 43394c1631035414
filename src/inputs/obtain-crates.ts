// The crates of a lock that a build uses, brought into the store: in rounds, as what a crate uses is known once it is here.
// Must never record crates before all of them are there.

import { readFile } from "node:fs/promises";
import { parseCargoLock } from "../crates/cargo-lock.ts";
import { checkRemoved, leaveOut } from "../crates/left-out.ts";
import { fail, succeed, type Failure, type Result } from "../model/failure.ts";
import { releaseText, type Source } from "../model/recipe.ts";
import { type ObtainedCrate, obtainCrate, ofLock } from "./crate-source.ts";
import { type KnownCrate, writeLockRecord } from "./lock-record.ts";
import { resolutionOf } from "./lock-resolution.ts";
import { lockFile, lockPath, type LockingTree } from "./locking-tree.ts";
import { AT_ONCE, sideBySide } from "./obtain-all.ts";
import type { Obtaining } from "./obtaining.ts";

/** In the lock's order. */
export async function obtainCrates(obtaining: Obtaining, locking: LockingTree): Promise<Result<readonly Source[]>> {
  const { store, signal } = obtaining;
  const text = await lockText(obtaining, locking);
  if (!text.ok) return text;
  const whole = parseCargoLock(text.value, lockFile(locking));
  const lock = whole.ok ? leaveOut(whole.value, locking.crates) : whole;
  if (!lock.ok) return lock;
  const resolution = await resolutionOf(store, locking, lock.value);
  if (!resolution.ok) return resolution;
  const had = new Map<string, Source>();
  for (;;) {
    const used = resolution.value.used();
    const missing = lock.value.crates.filter((crate) => {
      const release = releaseText(crate);
      return used.has(release) && !had.has(release);
    });
    if (missing.length === 0) break;
    const failures: Failure[] = [];
    const found: ObtainedCrate[] = [];
    await sideBySide(missing.length, AT_ONCE, async (index) => {
      if (signal.aborted || failures.length > 0) return;
      const own = await obtainCrate(obtaining, ofLock(locking), missing[index]!);
      if (own.ok) found.push(own.value);
      else failures.push(...own.failures);
    });
    if (failures.length > 0) return { ok: false, failures };
    if (signal.aborted) return fail("interrupted", `Cannot take crates of "${locking.name}": interrupted`);
    for (const { crate, manifest } of found) {
      had.set(crate.name, crate);
      resolution.value.learn(crate.name, manifest);
    }
  }
  const removed = checkRemoved(locking.crates.remove, [...had.keys()]);
  if (!removed.ok) return removed;
  const used = Object.fromEntries(
    [...had].map(([release, { size, licence }]): [string, KnownCrate] => [release, { size, licence }]),
  );
  const written = await writeLockRecord(store, locking, { lock: text.value, used });
  if (!written.ok) return written;
  return succeed(lock.value.crates.flatMap((crate) => had.get(releaseText(crate)) ?? []));
}

/** Of the tree, which is then in the store. */
export async function lockText(obtaining: Obtaining, locking: LockingTree): Promise<Result<string>> {
  const obtained = await locking.obtain(obtaining);
  if (!obtained.ok) return obtained;
  const path = await lockPath(obtaining.store, locking);
  return path.ok ? succeed(await readFile(path.value, "utf8")) : path;
}
