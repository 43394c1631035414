// The manifest of a target's whole closure: every stage down to the seed, so that one signature can stand for all.

import { byBytes } from "../bytes/order.ts";
import type { ClosedStage, ClosureManifest } from "../model/manifest.ts";

/** Puts the closure of a target together; `stages` holds the target and all that it descends from, in any order. */
export function closureManifestOf(target: ClosedStage, stages: readonly ClosedStage[]): ClosureManifest {
  if (!stages.some((each) => each.manifest === target.manifest))
    throw new Error(`our bug: the closure of "${target.stage}" does not hold it`);
  return {
    target: target.stage,
    tree: target.tree,
    manifest: target.manifest,
    stages: stages.toSorted((a, b) => byBytes(a.stage, b.stage) || byBytes(a.manifest, b.manifest)),
  };
}
