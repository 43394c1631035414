// The manifest of a target's whole closure: every stage down to the seed, so that one signature can stand for all.

import { byBytes } from "../bytes/order.ts";
import type { ClosureManifest } from "../model/manifest.ts";

/** What the closure manifest says of one stage. */
export type ClosedStage = ClosureManifest["stages"][number];

/** Puts the closure of a target together; `stages` holds the target and all that it descends from, in any order. */
export function closureManifestOf(target: string, stages: readonly ClosedStage[]): ClosureManifest {
  const own = stages.find((each) => each.stage === target);
  if (own === undefined) throw new Error(`our bug: the closure of "${target}" does not hold it`);
  return { target, tree: own.tree, stages: stages.toSorted((a, b) => byBytes(a.stage, b.stage)) };
}
