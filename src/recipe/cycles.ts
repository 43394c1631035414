// Cycles: stages that use each other in a circle. Pure; must never recurse, as a chain may be as long as the project.

import { byBytes } from "../bytes/order.ts";

/** Cycles that share no stage, each from its first name in byte order; empty only when there is none. */
export function findCycles(uses: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  // Take away what uses nothing that is left, again and again: what stays is on a cycle, or uses one.
  const left = new Map<string, number>();
  const usedBy = new Map<string, string[]>();
  for (const [stage, used] of uses) {
    const known = used.filter((name) => uses.has(name));
    left.set(stage, known.length);
    for (const name of known) {
      const users = usedBy.get(name);
      if (users === undefined) usedBy.set(name, [stage]);
      else users.push(stage);
    }
  }
  const done = [...left].flatMap(([stage, count]) => (count === 0 ? [stage] : []));
  for (let stage = done.pop(); stage !== undefined; stage = done.pop()) {
    left.delete(stage);
    for (const user of usedBy.get(stage) ?? []) {
      const count = left.get(user)! - 1;
      left.set(user, count);
      if (count === 0) done.push(user);
    }
  }

  // Everything left uses something left: to follow that must lead round.
  const cycles: (readonly string[])[] = [];
  const seen = new Set<string>();
  for (const start of [...left.keys()].sort(byBytes)) {
    const path = new Map<string, number>();
    let stage = start;
    while (!seen.has(stage)) {
      seen.add(stage);
      path.set(stage, path.size);
      stage = uses.get(stage)!.find((name) => left.has(name))!;
    }
    const from = path.get(stage);
    if (from !== undefined) cycles.push(rotated([...path.keys()].slice(from)));
  }
  return cycles;
}

function rotated(cycle: readonly string[]): readonly string[] {
  const first = cycle.indexOf([...cycle].sort(byBytes)[0]!);
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}
