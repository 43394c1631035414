// A quorum as a list of "any of these", all of which must hold: what programs understand that know no k of n. Pure.

import type { PolicyNode } from "./policy.ts";
import { votersOf } from "./policy.ts";

/** More voters than this have too many sets to write down, let alone to read. */
export const MOST_VOTERS = 12;

/**
 * The smallest sets of voters without any of whom the node cannot be satisfied, as names, in the order of the policy.
 * The node is satisfied exactly when somebody of each set has signed. Undefined when there are too many voters.
 */
export function anyOfSets(node: PolicyNode): readonly (readonly string[])[] | undefined {
  const voters = votersOf(node).map(({ name }) => name);
  if (voters.length > MOST_VOTERS) return undefined;
  const sets: number[] = [];
  const subsets = Array.from({ length: 2 ** voters.length - 1 }, (_, i) => i + 1).sort(
    (a, b) => bits(a) - bits(b) || a - b,
  );
  for (const set of subsets) {
    if (sets.some((smaller) => (smaller & set) === smaller)) continue;
    const others = new Set(voters.filter((_, i) => (set & (1 << i)) === 0));
    if (!isSatisfied(node, others)) sets.push(set);
  }
  return sets.map((set) => voters.filter((_, i) => (set & (1 << i)) !== 0));
}

function isSatisfied(node: PolicyNode, signed: ReadonlySet<string>): boolean {
  if (node.type !== "group") return signed.has(node.name);
  return node.members.filter((member) => isSatisfied(member, signed)).length >= node.needs;
}

const bits = (set: number): number => set.toString(2).replaceAll("0", "").length;
