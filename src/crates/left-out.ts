// What a recipe leaves out of a lock by name: crates, by patterns, and parts of them. Must never let a name pass that is of
// nothing: it would hide that the lock has changed.

import { fail, succeed, type Result } from "../model/failure.ts";
import { concernsSource } from "../model/path-pattern.ts";
import type { CrateChoice, PathPattern } from "../model/recipe.ts";
import type { CargoLock, LockedCrate } from "./cargo-lock.ts";

/**
 * The lock without the crates that patterns of their names leave out, in which `*` is any part of one: nothing leads to
 * them, and they lead nowhere. Fails too where a package that is to be built is none of the lock's own.
 */
export function leaveOut(lock: CargoLock, { without, packages }: CrateChoice): Result<CargoLock> {
  const { crates, own } = lock;
  const unknown = packages
    .filter((each) => !own.some(({ name }) => name === each.name))
    .map(({ name, at }) =>
      fail("pattern-unused", `Cannot take crates for "${name}": the lock has no package of its own of that name`, {
        place: at,
      }),
    );
  const leftOut = new Set<LockedCrate>();
  const idle = without.filter(({ path }) => {
    const named = new RegExp(`^${path.replaceAll("*", "[A-Za-z0-9_-]*")}$`);
    const those = crates.filter(({ name }) => named.test(name));
    for (const crate of those) leftOut.add(crate);
    return those.length === 0;
  });
  const unused = idle.map(({ path, at }) =>
    fail("pattern-unused", `Cannot leave out "${path}": the lock has no crate of that name`, { place: at }),
  );
  const failures = [...unknown, ...unused].flatMap((each) => each.failures);
  if (failures.length > 0) return { ok: false, failures };
  return succeed({ own, crates: crates.filter((each) => !leftOut.has(each)) });
}

/**
 * What is removed of a crate, by patterns of releases and paths in them: patterns from the top of the crate. One that is
 * of crates of several names need not name something in each.
 */
export function removedOf(release: string, remove: readonly PathPattern[]): readonly PathPattern[] {
  return remove
    .filter(({ path }) => concernsSource(path, release))
    .map(({ path, at }) => ({
      path: path.slice(path.indexOf("/") + 1),
      at,
      ...(/^[^@/]*\*/.test(path) ? { mayNameNothing: true } : {}),
    }));
}

/** Fails where something is removed of crates of which none is used; those used are given by their releases. */
export function checkRemoved(remove: readonly PathPattern[], used: readonly string[]): Result<undefined> {
  const failures = remove.flatMap(({ path, at }) => {
    if (used.some((release) => concernsSource(path, release))) return [];
    const found = `no crate "${path.slice(0, path.indexOf("/"))}" is taken of the lock`;
    return fail("pattern-unused", `Cannot remove "${path}": ${found}`, { place: at }).failures;
  });
  return failures.length === 0 ? succeed(undefined) : { ok: false, failures };
}
