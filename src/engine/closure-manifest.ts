// The manifest of a target's whole closure: every stage down to the seed, so that one signature can stand for all.

import { byBytes } from "../bytes/order.ts";
import { closure } from "../graph/order.ts";
import { writeClosureManifest } from "../manifest/closure.ts";
import type { ClosedStage, ClosureManifest } from "../model/manifest.ts";
import type { Stage } from "../model/recipe.ts";
import type { Outcome } from "./run.ts";

/** Puts the closure of a target together; `stages` holds the target and all that it descends from, in any order. */
export function closureManifestOf(target: ClosedStage, stages: readonly ClosedStage[]): ClosureManifest {
  if (!stages.some((each) => each.manifest === target.manifest))
    throw new Error(`our bug: the closure of "${target.stage}" does not hold it`);
  return {
    target: target.stage,
    tree: target.tree,
    manifest: target.manifest,
    stages: inOrder(stages),
  };
}

/** Each once, as manifests list stages: one that a project calls by two names is one. */
export function inOrder<T extends Pick<ClosedStage, "stage" | "manifest">>(stages: readonly T[]): readonly T[] {
  const distinct = new Map(stages.map((each) => [`${each.stage} ${each.manifest}`, each]));
  return [...distinct.values()].sort((a, b) => byBytes(a.stage, b.stage) || byBytes(a.manifest, b.manifest));
}

/** The closure manifests of a run's targets, of those that are done, as texts for the store. */
export function closureTexts(
  stages: ReadonlyMap<string, Stage>,
  targets: readonly string[],
  outcomes: ReadonlyMap<string, Outcome>,
): readonly { readonly kind: "manifests"; readonly name: string; readonly content: string }[] {
  const closed = ({ name, ownName }: Stage): ClosedStage => {
    const { key, tree, manifest } = outcomes.get(name)!;
    return { stage: ownName, key, tree, manifest };
  };
  return targets
    .filter((target) => outcomes.has(target))
    .map((target) => {
      const all = closure(stages, [target]).map(closed);
      const content = writeClosureManifest(closureManifestOf(closed(stages.get(target)!), all));
      return { kind: "manifests", name: `${target}.closure.json`, content };
    });
}
