// Crates of a lock that are left out, by patterns of their names: those of other systems, mostly. Must never leave a
// pattern unused: it would hide that the lock has changed.

import { fail, succeed, type Failure, type Result } from "../model/failure.ts";
import { releaseText, type PathPattern } from "../model/recipe.ts";
import type { CargoLock, LockedCrate } from "./cargo-lock.ts";
import { type Others, reachedCrates } from "./reached.ts";

export interface ChosenCrates {
  readonly used: readonly LockedCrate[];
  readonly leftOut: readonly LockedCrate[];
  /** Patterns of what is not unpacked of crates, by their releases. */
  readonly removed: ReadonlyMap<string, readonly PathPattern[]>;
}

/** What is left out: a pattern is a crate's name, in which `*` is any part of one; or parts of one, by its release. */
export interface LeavingOut {
  readonly without: readonly PathPattern[];
  readonly remove: readonly PathPattern[];
}

/**
 * Of a lock's crates, those that its own packages come to by dependencies that are not only of other targets; all, where
 * there are no `others`. What is left out leads nowhere, even where it is known what it uses.
 */
export function chooseCrates(
  lock: CargoLock,
  others: Others | undefined,
  { without, remove }: LeavingOut,
): Result<ChosenCrates> {
  const { crates } = lock;
  const failures: Failure[] = [];
  const leftOut = new Set<LockedCrate>();
  for (const { path, at } of without) {
    const named = new RegExp(`^${path.replaceAll("*", "[A-Za-z0-9_-]*")}$`);
    const own = crates.filter(({ name }) => named.test(name));
    for (const each of own) leftOut.add(each);
    if (own.length === 0)
      failures.push(
        ...fail("pattern-unused", `Cannot leave out "${path}": the lock has no crate of that name`, { place: at })
          .failures,
      );
  }
  const kept = crates.filter((each) => !leftOut.has(each));
  for (const { path, at } of remove) {
    const release = releaseIn(path);
    if (!kept.some((each) => releaseText(each) === release))
      failures.push(
        ...fail("pattern-unused", `Cannot remove "${path}": the lock has no crate "${release}", or it is left out`, {
          place: at,
        }).failures,
      );
  }
  if (failures.length > 0) return { ok: false, failures };
  const used = others === undefined ? kept : reachedCrates({ ...lock, crates: kept }, others);
  /** By the crates' releases. */
  const parts = Map.groupBy(remove, ({ path }) => releaseIn(path));
  return succeed({
    removed: new Map(
      [...parts].map(([release, patterns]) => [
        release,
        patterns.map(({ path, at }) => ({ path: path.slice(release.length + 1), at })),
      ]),
    ),
    used,
    leftOut: [...new Set(crates).difference(new Set(used))],
  });
}

/** Of a pattern of parts of a crate. */
function releaseIn(path: string): string {
  return path.slice(0, path.indexOf("/"));
}
