// What all ways to a tree have in common beside their roots: who built them, on what, and what their bridges descend from.
// A fact is common where each way has it somewhere, in itself or in something that it uses. Must never count a fact that
// another builder of the same way does not share.

import type { Sha256 } from "../bytes/sha256.ts";
import type { Roots } from "./root.ts";
import { below, byTree, type Builder, type Way } from "./way.ts";

export const FACTS = ["lineage", "seed", "person", "kernel", "processor", "node", "sandbox"] as const;

export interface Fact {
  readonly what: (typeof FACTS)[number];
  readonly value: string;
}

/** In the order of FACTS, and then of their values. */
export function inCommon(ways: readonly Way[], target: Sha256, roots: Roots): readonly Fact[] {
  const known = byTree(ways);
  const order = below(known, target);
  /** Absent for all facts there are: circles begin with that. */
  const found = new Map<Sha256, ReadonlySet<string>>();
  const ofWay = (way: Way): ReadonlySet<string> | undefined => {
    let all = factsOf(way, roots);
    for (const { tree } of way.uses) {
      const theirs = known.has(tree) ? found.get(tree) : new Set<string>();
      if (theirs === undefined) return undefined;
      all = all.union(theirs);
    }
    return all;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const tree of order) {
      const each = (known.get(tree) ?? []).map(ofWay).filter((facts) => facts !== undefined);
      if (each.length === 0) continue;
      const now = each.reduce((sum, facts) => sum.intersection(facts));
      if (found.get(tree)?.isSubsetOf(now) === true && now.size === found.get(tree)!.size) continue;
      found.set(tree, now);
      changed = true;
    }
  }
  const facts = [...(found.get(target) ?? [])].sort().map((text) => JSON.parse(text) as Fact);
  return FACTS.flatMap((what) => facts.filter((fact) => fact.what === what));
}

function factsOf(way: Way, roots: Roots): ReadonlySet<string> {
  const lineage = roots.of(way).flatMap(({ lineage: names = [] }) => names.map((value) => text("lineage", value)));
  const seeds = way.opaque.flatMap(({ type, name, size }) =>
    type === "seed" ? [text("seed", `${name}, ${size} bytes`)] : [],
  );
  const builders = way.by.map(builderFacts).reduce((sum, each) => sum.intersection(each));
  return new Set([...lineage, ...seeds, ...builders]);
}

function builderFacts(builder: Builder): ReadonlySet<string> {
  const { machine } = builder;
  const person = builder.type === "here" ? "you" : builder.name;
  if (machine === undefined) return new Set([text("person", person)]);
  return new Set([
    text("person", person),
    text("kernel", machine.kernel),
    text("processor", machine.model),
    text("node", machine.node),
    text("sandbox", machine.executor),
  ]);
}

function text(what: Fact["what"], value: string): string {
  return JSON.stringify({ what, value } satisfies Fact);
}
