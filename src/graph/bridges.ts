// Which bridges stages descend from, by what their recipes declare. Pure; what was built tells its manifest.

import { isBridge, type BridgeSource, type Stage } from "../model/recipe.ts";

/** By the stages' names, which come after those that they use. Each source that is a bridge is one of its recipe. */
export function bridgesBelow(ordered: readonly Stage[]): ReadonlyMap<string, ReadonlySet<BridgeSource>> {
  const found = new Map<string, ReadonlySet<BridgeSource>>();
  for (const { name, uses, recipe } of ordered)
    found.set(
      name,
      new Set([...uses.flatMap(({ stage }) => [...(found.get(stage) ?? [])]), ...recipe.sources.filter(isBridge)]),
    );
  return found;
}
