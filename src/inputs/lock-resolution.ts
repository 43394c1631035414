// Which crates of a lock a build uses, as far as their manifests are known: those of the lock's own packages, which are in
// its tree, and of crates as they come. Must never read a manifest where a recipe asks for no choice.

import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Sha256 } from "../bytes/sha256.ts";
import type { CargoLock } from "../crates/cargo-lock.ts";
import { cargoManifest } from "../crates/cargo-manifest.ts";
import { ownPackages, type ReadManifest, resolverOf } from "../crates/own-packages.ts";
import { type ManifestOf, usedReleases, type Wanted } from "../crates/resolve.ts";
import { tableReader } from "../crates/toml.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { releaseText } from "../model/recipe.ts";
import type { Store } from "../store/store.ts";
import type { LockingTree } from "./locking-tree.ts";

export interface Resolution {
  /** Releases of crates that are used; of those whose manifests were not learnt of, what they use is not among them. */
  used(): ReadonlySet<string>;
  /** What the Cargo.toml of a crate says. */
  learn(release: string, manifest: string): void;
}

/** The tree is in the store; nothing that is left out is in the lock. */
export async function resolutionOf(store: Store, locking: LockingTree, lock: CargoLock): Promise<Result<Resolution>> {
  const { targets, packages, features } = locking.crates;
  if (targets.length === 0 && packages.length === 0 && features === undefined) return succeed(everyCrate(lock));
  const texts = await manifestTexts(store, locking.tree);
  if (!texts.ok) return texts;
  const read = await tableReader();
  const own = ownPackages(texts.value, new Set(lock.own.map(({ name }) => name)), read);
  const built = (packages.length === 0 ? lock.own : packages).map(({ name }) => name);
  const manifests = built.map((name) => own.get(name) ?? "unreadable");
  const unknown = (features ?? []).filter(
    ({ name }) => !manifests.some((each) => each === "unreadable" || name === "default" || each.features.has(name)),
  );
  const failures = unknown.flatMap(
    ({ name, at }) =>
      fail("pattern-unused", `Cannot ask for feature "${name}": no package that is built has one of that name`, {
        place: at,
      }).failures,
  );
  if (failures.length > 0) return { ok: false, failures };
  const wanted: Wanted = {
    targets,
    packages: built,
    features: features?.map(({ name }) => name),
    resolver: resolverOf(texts.value, join(dirname(locking.crates.lock), "Cargo.toml"), read),
  };
  const ofCrates = new Map<string, ReadManifest>();
  const manifestOf: ManifestOf = (locked) =>
    locked.own ? (own.get(locked.name) ?? "unreadable") : ofCrates.get(releaseText(locked));
  return succeed({
    used: () => usedReleases(lock, wanted, manifestOf),
    learn: (release, manifest) => {
      const toml = read(manifest);
      ofCrates.set(release, (toml === undefined ? undefined : cargoManifest(toml)) ?? "unreadable");
    },
  });
}

function everyCrate({ crates }: CargoLock): Resolution {
  const all = new Set(crates.map(releaseText));
  return { used: () => all, learn: () => undefined };
}

/** The texts of all Cargo.toml files of a tree, by their paths. */
export async function manifestTexts(store: Store, digest: Sha256): Promise<Result<ReadonlyMap<string, string>>> {
  const tree = await store.tree(digest);
  if (!tree.ok) return tree;
  const texts = new Map<string, string>();
  for (const { path, type } of tree.value.entries)
    if (type === "file" && /(^|\/)Cargo\.toml$/.test(path))
      texts.set(path, await readFile(join(store.treeDirectory(digest), path), "utf8"));
  return succeed(texts);
}
