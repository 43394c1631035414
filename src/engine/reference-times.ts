// Reference times: what stages took on another machine, for those that were never built here, so that a first run can
// say what is left too. Must never stand in for what a build here has shown.

import type { Estimate } from "./run-plan.ts";

/** Seconds that this machine is taken to be as fast as the other, so that a few short builds say little. */
const BELIEVED = 5;

/** What stages took, in seconds. */
type Times = ReadonlyMap<string, { readonly seconds: number; readonly cpuSeconds: number }>;

/** How many times as long as the references say stages have taken here. */
export function slowness(known: Times, references: Times): number {
  let here = BELIEVED;
  let there = BELIEVED;
  for (const [stage, { seconds }] of known) {
    const reference = references.get(stage);
    if (reference === undefined) continue;
    here += seconds;
    there += reference.seconds;
  }
  return here / there;
}

/** What was taken here, and for the rest the references at this machine's speed. */
export function withReferences(known: ReadonlyMap<string, Estimate>, references: Times): ReadonlyMap<string, Estimate> {
  const factor = slowness(known, references);
  const all = new Map(known);
  for (const [stage, { seconds, cpuSeconds }] of references)
    if (!known.has(stage))
      all.set(stage, { seconds: seconds * factor, cpuSeconds: cpuSeconds * factor, reference: true });
  return all;
}
