// The crates of a lock that its own packages come to, by dependencies that may be of the wanted targets. Pure.

import { releaseText } from "../model/recipe.ts";
import type { CargoLock, LockedCrate } from "./cargo-lock.ts";

/** Names of dependencies that are only of other targets; undefined for a package of which that is not known yet. */
export type Others = (release: string) => readonly string[] | undefined;

/** In the lock's order. Those whose own dependencies are not known yet are among them, and where they end. */
export function reachedCrates({ crates, own }: CargoLock, others: Others): readonly LockedCrate[] {
  const byRelease = new Map(crates.map((crate) => [releaseText(crate), crate]));
  const reached = new Set<string>();
  const open = own.map((each) => ({ ...each, release: releaseText(each) }));
  for (const { release, dependencies } of open) {
    const left = others(release);
    if (left === undefined) continue;
    for (const dependency of dependencies) {
      const next = releaseText(dependency);
      const crate = byRelease.get(next);
      if (crate === undefined || reached.has(next) || left.includes(dependency.name)) continue;
      reached.add(next);
      open.push({ ...crate, release: next });
    }
  }
  return crates.filter((crate) => reached.has(releaseText(crate)));
}
