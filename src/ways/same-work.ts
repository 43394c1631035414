// Ways that do the same work with other tools, and come to another tree: where the tools should not matter, one of them
// hands something on. Pure.

import { byBytes } from "../bytes/order.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import type { Way } from "./way.ts";

export interface OtherTree {
  readonly way: Way;
  /** The way to the target that does the same work. */
  readonly beside: Way;
  /** What they use in each other's place. */
  readonly tools: readonly { readonly other: string; readonly own: string }[];
}

/** By the name of the stage. */
export function otherTrees(ways: readonly Way[], target: Sha256): readonly OtherTree[] {
  const own = ways.filter(({ tree }) => tree === target);
  return ways
    .filter(({ tree }) => tree !== target)
    .flatMap((way) => {
      const beside = own.find(({ work }) => work === way.work);
      return beside === undefined ? [] : [{ way, beside, tools: toolsOf(way, beside) }];
    })
    .sort((a, b) => byBytes(a.way.stage, b.way.stage));
}

function toolsOf({ uses }: Way, { uses: own }: Way): OtherTree["tools"] {
  const [others, owns] = [uses, own].map((all, i) => {
    const trees = new Set([own, uses][i]!.map(({ tree }) => tree));
    return all.filter(({ tree }) => !trees.has(tree)).map(({ stage }) => stage);
  }) as [string[], string[]];
  return Array.from({ length: Math.max(others.length, owns.length) }, (_, i) => ({
    other: others[i] ?? "nothing",
    own: owns[i] ?? "nothing",
  }));
}
