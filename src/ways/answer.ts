// What the ways say of one tree: the whole answer, as data.

import type { Sha256 } from "../bytes/sha256.ts";
import { inCommon, type Fact } from "./common.ts";
import { restsOn, type Rests } from "./formula.ts";
import { Roots, type BinaryFiles, type Root } from "./root.ts";
import { otherTrees, type OtherTree } from "./same-work.ts";
import { below, byTree, type Way } from "./way.ts";
import { restsSentence, rootNames, ruleText } from "./words.ts";

export interface Answer {
  /** Those to the tree itself; without a formula, one that goes round in a circle, and so adds nothing. */
  readonly ways: readonly (Way & { readonly formula?: string })[];
  /** Those of the formula, by the names that it gives them. */
  readonly roots: readonly Root[];
  /** Ids of roots; an empty set is a way from source. */
  readonly alternatives: readonly (readonly string[])[];
  readonly formula: string;
  readonly says: string;
  /** There are more alternatives than are told. */
  readonly cut: boolean;
  readonly inCommon: readonly Fact[];
  readonly otherTrees: readonly OtherTree[];
  /** Bridges of which it is not known what they share with others. */
  readonly unseen: readonly string[];
}

/** The ways to a tree, and those to all that it descends from by any of them. */
export function concerning(ways: readonly Way[], tree: Sha256): readonly Way[] {
  const reached = new Set(below(byTree(ways), tree));
  return ways.filter((way) => reached.has(way.tree));
}

export function answerOf(ways: readonly Way[], tree: Sha256, files: BinaryFiles): Answer {
  const concerned = concerning(ways, tree);
  const roots = new Roots(concerned, files);
  const rests = restsOn(concerned, tree, roots);
  const alone = (way: Way): Rests =>
    restsOn(
      concerned.filter((each) => each.tree !== tree || each === way),
      tree,
      roots,
    );
  return {
    ways: concerned
      .filter((way) => way.tree === tree)
      .map((way) => {
        const own = alone(way);
        return own.circular ? way : { ...way, formula: ruleText(own, roots) };
      }),
    roots: [...rootNames(rests, roots)].map(([id, name]) => ({ ...roots.get(id), name })),
    alternatives: rests.alternatives.map((each) => [...each].sort()),
    formula: ruleText(rests, roots),
    says: restsSentence(rests, roots),
    cut: rests.cut,
    inCommon: inCommon(concerned, tree, roots),
    otherTrees: otherTrees(ways, tree),
    unseen: roots.unseen,
  };
}
