// The plan of a run: every stage with what earlier builds say of its time. Pure.

import { remainingSeconds } from "../graph/order.ts";
import type { PlannedStage } from "../model/event.ts";
import type { Stage } from "../model/recipe.ts";

/** What a build of a stage took: seconds on the clock, and of all its processes on processors. */
export interface Estimate {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** It was never built here: see reference-times.ts. */
  readonly reference?: true;
}

/** A stage of which nothing is known counts nothing. */
export function plan(
  ordered: readonly Stage[],
  estimate: (stage: string) => Estimate | undefined,
): readonly PlannedStage[] {
  const remaining = remainingSeconds(ordered, (stage) => estimate(stage)?.seconds ?? 0);
  return ordered.map(({ name }) => {
    const known = estimate(name);
    const followedBy = inMilliseconds(remaining.get(name)! - (known?.seconds ?? 0));
    return {
      stage: name,
      ...(known === undefined
        ? {}
        : { expectedSeconds: inMilliseconds(known.seconds), expectedCpuSeconds: inMilliseconds(known.cpuSeconds) }),
      ...(known?.reference ? { reference: true } : {}),
      ...(followedBy > 0 ? { followedBySeconds: followedBy } : {}),
    };
  });
}

/** Seconds to the millisecond: what more digits say is how they were computed. */
function inMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
