// A project's own source tree in the store. Of the project that is worked in, its commit is looked at each time that a stage
// of it is asked for: must never let a tree be built that its HEAD no longer has, because the digest is known.

import { succeed, type Result } from "../model/failure.ts";
import type { OwnTree, Recipe } from "../model/recipe.ts";
import type { Obtaining } from "./obtaining.ts";
import type { SeenSource } from "./sources.ts";

type Owning = Pick<Recipe, "name" | "own" | "imported">;

/** As Obtaining, as far as it is needed. */
interface Needs extends Pick<Obtaining, "store" | "signal"> {
  readonly fetching: Pick<Obtaining["fetching"], "offline" | "proxies" | "git" | "directories">;
}

/** Makes sure that the project that is worked in has the tree at HEAD that its recipe pins. */
export async function confirmOwn(obtaining: Needs, recipe: Owning): Promise<Result<void>> {
  const { own, imported } = recipe;
  return own === undefined || imported !== undefined ? succeed(undefined) : bring(obtaining, own, recipe);
}

/** The tree, brought into the store; nothing where the recipe has none. */
export async function obtainOwn(
  obtaining: Needs,
  recipe: Owning,
): Promise<Result<readonly Extract<SeenSource, { readonly type: "tree" }>[]>> {
  const { own } = recipe;
  if (own === undefined) return succeed([]);
  const { store } = obtaining;
  const brought = (await store.hasTree(own.tree)) ? succeed(undefined) : await bring(obtaining, own, recipe);
  if (!brought.ok) return brought;
  return succeed([{ name: own.name, type: "tree", tree: own.tree, path: store.treeDirectory(own.tree) }]);
}

async function bring(
  { store, fetching, signal }: Needs,
  own: OwnTree,
  { name, imported }: Pick<Recipe, "name" | "imported">,
): Promise<Result<void>> {
  const { offline, proxies, git, directories } = fetching;
  // Few projects have one, and git's part and the unpackers take a third of a start.
  const { bringTree } = await import("../imports/bring.ts");
  // What was carried here says nothing of what HEAD has.
  const carriedIn = imported === undefined ? [] : directories;
  return bringTree(
    { store, network: !offline, proxies, git, signal, carriedIn },
    {
      part: "source",
      what: `the source tree "${own.name}" of recipe "${name}"`,
      digest: own.tree,
      places: own.places,
      at: own.at,
    },
  );
}
