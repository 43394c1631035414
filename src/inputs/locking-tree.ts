// Trees whose lock file pins crates: unpacked sources, and the project's own tree. Must never be asked for what is in one
// before it was brought into the store.

import { join } from "node:path";
import type { Sha256 } from "../bytes/sha256.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { CrateChoice, Recipe } from "../model/recipe.ts";
import type { Store } from "../store/store.ts";
import type { Obtaining } from "./obtaining.ts";
import { obtainOwn } from "./own-tree.ts";
import { obtainSource } from "./sources.ts";

export interface LockingTree {
  readonly name: string;
  readonly tree: Sha256;
  readonly crates: CrateChoice;
  /** Brings the tree into the store. */
  readonly obtain: (obtaining: Obtaining) => Promise<Result<unknown>>;
}

/** Those of a recipe, in its order. */
export function lockingTrees(recipe: Recipe): readonly LockingTree[] {
  const { sources, own } = recipe;
  const pinned = sources.flatMap((source): LockingTree[] => {
    const { name, crates, unpack } = source;
    if (crates === undefined || unpack === undefined) return [];
    return [{ name, tree: unpack.tree, crates, obtain: (obtaining) => obtainSource(obtaining, source) }];
  });
  if (own?.crates === undefined) return pinned;
  const { name, tree, crates } = own;
  return [...pinned, { name, tree, crates, obtain: (obtaining) => obtainOwn(obtaining, recipe) }];
}

/** What messages and manifests call the lock file. */
export function lockFile({ name, crates }: LockingTree): string {
  return `${name}/${crates.lock}`;
}

/** The lock file's path in the tree, which is in the store. A link to one is none: it may lead out of what is pinned. */
export async function lockPath(store: Store, locking: LockingTree): Promise<Result<string>> {
  const { tree: digest, crates } = locking;
  const tree = await store.tree(digest);
  if (!tree.ok) return tree;
  return tree.value.entries.some(({ type, path }) => type === "file" && path === crates.lock)
    ? succeed(join(store.treeDirectory(digest), crates.lock))
    : fail("lock-refused", `Cannot take crates from "${lockFile(locking)}": there is no such file`, {
        place: crates.at,
        hint: "name the path of a Cargo.lock in the tree; cargo generate-lockfile writes one, to be kept with the rest",
      });
}
