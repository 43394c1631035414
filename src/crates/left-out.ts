// Crates of a lock that are left out, by patterns of their names: those of other systems, mostly. Must never leave a
// pattern unused: it would hide that the lock has changed.

import { fail, succeed, type Failure, type Result } from "../model/failure.ts";
import type { PathPattern } from "../model/recipe.ts";
import type { LockedCrate } from "./cargo-lock.ts";

export interface ChosenCrates {
  readonly used: readonly LockedCrate[];
  readonly leftOut: readonly LockedCrate[];
}

/** A pattern is a crate's name; `*` in it is any part of one. */
export function chooseCrates(crates: readonly LockedCrate[], without: readonly PathPattern[]): Result<ChosenCrates> {
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
  if (failures.length > 0) return { ok: false, failures };
  return succeed({ used: crates.filter((each) => !leftOut.has(each)), leftOut: [...leftOut] });
}
