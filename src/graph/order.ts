// The order of stages: what a target needs, dependencies first. Pure. Must never depend on the order of files or maps.

import { byBytes } from "../bytes/order.ts";
import type { Stage } from "../model/recipe.ts";

/**
 * The targets and all they descend from, each stage after the stages it uses; where the DAG leaves a choice, by name.
 * Stages must be free of cycles and dangling names, which loading a project has already made sure of.
 */
export function closure(stages: ReadonlyMap<string, Stage>, targets: readonly string[]): readonly Stage[] {
  const ordered: Stage[] = [];
  const seen = new Set<string>();
  // An explicit stack, as a chain of 10,000 stages would overflow the call stack.
  const stack: { stage: Stage; uses: readonly string[]; next: number }[] = [];
  const enter = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const stage = stages.get(name);
    if (stage === undefined) throw new Error(`our bug: no stage is named "${name}" in a checked project`);
    stack.push({ stage, uses: stage.uses.map((use) => use.stage).sort(byBytes), next: 0 });
  };
  for (const target of [...targets].sort(byBytes)) {
    enter(target);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const use = top.uses[top.next++];
      if (use !== undefined) enter(use);
      else {
        ordered.push(top.stage);
        stack.pop();
      }
    }
  }
  return ordered;
}

/**
 * Seconds from the start of each stage to the end of the run along its longest chain of users: the stage with the
 * most is the one to start first. `ordered` as `closure` gives it.
 */
export function remainingSeconds(
  ordered: readonly Stage[],
  seconds: (stage: string) => number,
): ReadonlyMap<string, number> {
  const after = new Map<string, number>();
  const total = new Map<string, number>();
  for (const stage of ordered.toReversed()) {
    const longest = (after.get(stage.name) ?? 0) + seconds(stage.name);
    total.set(stage.name, longest);
    for (const use of stage.uses) after.set(use.stage, Math.max(after.get(use.stage) ?? 0, longest));
  }
  return total;
}
