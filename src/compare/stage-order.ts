// The order in which differences are told: used stages before those that use them, as far as any party's manifests say.
// Must never fail on accounts that contradict each other: a cycle between two parties is broken by name.

import { byBytes } from "../bytes/order.ts";
import type { Claims } from "./party.ts";

/** All stages, those used first; among equals by the bytes of their names. */
export function stageOrder(claims: Claims): readonly string[] {
  const ordered: string[] = [];
  const seen = new Set<string>();
  const names = [...claims.keys()].sort(byBytes);
  for (const root of names) {
    // Depth first with a stack of our own: chains of stages may be long.
    const stack = [{ stage: root, rest: usedBy(claims, root) }];
    if (seen.has(root)) continue;
    seen.add(root);
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const next = top.rest.shift();
      if (next === undefined) {
        ordered.push(top.stage);
        stack.pop();
      } else if (!seen.has(next)) {
        seen.add(next);
        stack.push({ stage: next, rest: usedBy(claims, next) });
      }
    }
  }
  return ordered;
}

function usedBy(claims: Claims, stage: string): string[] {
  const used = new Set(
    (claims.get(stage) ?? []).flatMap((claim) => claim.manifest?.uses.map((use) => use.stage) ?? []),
  );
  return [...used].filter((name) => claims.has(name)).sort(byBytes);
}
