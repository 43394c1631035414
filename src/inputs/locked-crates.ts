// The crates that lock files in a stage's trees pin, as sources of the stage. They are known once the lock file is: so a
// stage is opened before its key is asked for. Must never take a stage for open whose crates are not all known.

import { byBytes } from "../bytes/order.ts";
import { type LockedCrate, parseCargoLock } from "../crates/cargo-lock.ts";
import { checkRemoved, leaveOut } from "../crates/left-out.ts";
import { succeed, type Failure, type Result } from "../model/failure.ts";
import { releaseText, type Source, type Stage } from "../model/recipe.ts";
import type { Store } from "../store/store.ts";
import { linkedCrate, ofLock } from "./crate-source.ts";
import { readLockRecord } from "./lock-record.ts";
import { lockFile, type LockingTree, lockingTrees } from "./locking-tree.ts";
import { lockText, obtainCrates } from "./obtain-crates.ts";
import type { Obtaining } from "./obtaining.ts";

/** The stage with the crates as sources, all of which are then in the store, or were there; itself when it has no lock. */
export async function openStage(obtaining: Obtaining, stage: Stage): Promise<Result<Stage>> {
  const locking = lockingTrees(stage.recipe);
  if (locking.length === 0 || isOpen(stage)) return succeed(stage);
  const known = await knownStage(obtaining.store, stage);
  if (known !== undefined) return succeed(known);
  const crates: Source[] = [];
  for (const tree of locking) {
    const obtained = await obtainCrates(obtaining, tree);
    if (!obtained.ok) return obtained;
    crates.push(...obtained.value);
  }
  return withCrates(stage, crates);
}

/** The same, by what the store knows alone; undefined where that does not suffice. */
export async function knownStage(store: Store, stage: Stage): Promise<Stage | undefined> {
  if (isOpen(stage)) return stage;
  const crates: Source[] = [];
  for (const tree of lockingTrees(stage.recipe)) {
    const own = await knownCrates(store, tree);
    if (own === undefined) return undefined;
    crates.push(...own);
  }
  const known = withCrates(stage, crates);
  return known.ok ? known.value : undefined;
}

async function knownCrates(store: Store, locking: LockingTree): Promise<readonly Source[] | undefined> {
  const record = await readLockRecord(store, locking);
  if (record === undefined) return undefined;
  const lock = parseCargoLock(record.lock, lockFile(locking));
  // A recipe's patterns may have changed since.
  if (!lock.ok || !leaveOut(lock.value, locking.crates).ok) return undefined;
  if (!checkRemoved(locking.crates.remove, Object.keys(record.used)).ok) return undefined;
  const found: Source[] = [];
  for (const crate of lock.value.crates) {
    const known = record.used[releaseText(crate)];
    if (known === undefined) continue;
    const own = await linkedCrate(store, ofLock(locking), { ...crate, ...known });
    if (own === undefined) return undefined;
    found.push(own);
  }
  return found;
}

function isOpen({ recipe }: Stage): boolean {
  return recipe.sources.some(({ locked }) => locked !== undefined);
}

/** Opens stages one after the other. */
export async function openStages(obtaining: Obtaining, stages: readonly Stage[]): Promise<Result<readonly Stage[]>> {
  const opened: Stage[] = [];
  for (const stage of stages) {
    const own = await openStage(obtaining, stage);
    if (!own.ok) return own;
    opened.push(own.value);
  }
  return succeed(opened);
}

/** All crates that a tree's lock file pins, as it was recorded or is read from the tree, which is then in the store. */
export async function lockedCrates(
  obtaining: Obtaining,
  locking: LockingTree,
): Promise<Result<readonly LockedCrate[]>> {
  const record = await readLockRecord(obtaining.store, locking);
  const text = record === undefined ? await lockText(obtaining, locking) : succeed(record.lock);
  const lock = text.ok ? parseCargoLock(text.value, lockFile(locking)) : text;
  return lock.ok ? succeed(lock.value.crates) : lock;
}

/** Several locks may pin one crate: it is laid out once, so they must mean the same by it. */
function withCrates(stage: Stage, crates: readonly Source[]): Result<Stage> {
  const first = new Map<string, Source>();
  const failures: Failure[] = [];
  for (const crate of crates) {
    const other = first.get(crate.name) ?? crate;
    first.set(crate.name, other);
    if (other.sha256 === crate.sha256 && other.unpack!.tree === crate.unpack!.tree) continue;
    const differ = other.sha256 === crate.sha256 ? "removes other parts of it" : "pins another file";
    failures.push({
      kind: "failure",
      code: "lock-refused",
      message: `Cannot take "${crate.name}" for stage "${stage.name}": each of two locks ${differ}`,
      place: crate.at,
      seeAlso: { says: "the other one", place: other.at },
      hint: "both are laid out in one directory: let the locks agree, or make two stages",
    });
  }
  if (failures.length > 0) return { ok: false, failures };
  const added = [...first.values()].sort((a, b) => byBytes(a.name, b.name));
  return succeed({ ...stage, recipe: { ...stage.recipe, sources: [...stage.recipe.sources, ...added] } });
}
