// A way: one build by which a tree is known to come out, what it used, and what its own inputs bring that nobody can read.
// WAYS.md says what is made of them.

import type { Sha256 } from "../bytes/sha256.ts";
import type { OpaqueInput } from "../model/manifest.ts";
import type { Machine } from "../model/observation.ts";

export interface Way {
  readonly stage: string;
  readonly key: Sha256;
  readonly tree: Sha256;
  readonly uses: readonly { readonly stage: string; readonly tree: Sha256 }[];
  /** Those that its own inputs bring; what its used trees rest on is for their ways to say. */
  readonly opaque: readonly OpaqueInput[];
  /** Digest of all that is done but for the trees that are used: two ways of one work differ in their tools alone. */
  readonly work: Sha256;
  /** Who says that it comes out so; at least one. */
  readonly by: readonly Builder[];
}

/** `here` is this home itself, whose word needs no belief. */
export type Builder = { readonly machine?: Machine } & (
  | { readonly type: "here" }
  | { readonly type: "other"; readonly name: string }
);

/** The ways of each tree. */
export function byTree(ways: readonly Way[]): ReadonlyMap<Sha256, readonly Way[]> {
  return Map.groupBy(ways, ({ tree }) => tree);
}

/** The trees that a tree descends from by some way, each after those that it uses, as far as they use no circle. */
export function below(ways: ReadonlyMap<Sha256, readonly Way[]>, target: Sha256): readonly Sha256[] {
  const ordered: Sha256[] = [];
  const seen = new Set<Sha256>();
  const visit = (tree: Sha256): void => {
    if (seen.has(tree)) return;
    seen.add(tree);
    for (const { uses } of ways.get(tree) ?? []) for (const use of uses) visit(use.tree);
    ordered.push(tree);
  };
  visit(target);
  return ordered;
}
