// What several parties' observations say of one stage: who built it, who took it, how far each claim can be believed, and
// who got another tree from the same key. Must never take a claim for more than it is: only whoever has built the stage
// can check evidence, and only a signature makes it anybody's.

import type { Sha256 } from "../bytes/sha256.ts";
import type { Machine, Observation } from "../model/observation.ts";
import { evidenceOf, NOTHING_LEFT, type BuiltTree } from "./evidence.ts";

/** How far a claim of having built is proven. */
export type Proof =
  /** Its evidence is what a build here left, too. */
  | "checked-here"
  /** Others say that it is what theirs left. */
  | "confirmed"
  /** It has evidence that nobody has checked. */
  | "unchecked"
  /** The stage leaves nothing, so that anybody can make its evidence. */
  | "nothing-left"
  /** It is only said. */
  | "none"
  /** Its evidence is not what a build here left. */
  | "wrong";

/** One party's word on one stage. */
export type Claim =
  | { readonly type: "taken"; readonly observer: string; readonly from: string }
  | {
      readonly type: "built";
      readonly observer: string;
      readonly at: string;
      readonly times: number;
      /** On which it says to have built it, in all its observations. */
      readonly machines: readonly Machine[];
      readonly proof: Proof;
      /** A build here left what its evidence says, be it nothing. */
      readonly checkedHere: boolean;
      /** Observers whose own builds confirm its evidence. */
      readonly confirmedBy: readonly string[];
    };

/** Somebody's word that the same key gave them another tree. */
export interface Disagreement {
  readonly stage: string;
  readonly key: Sha256;
  readonly here: Sha256;
  readonly there: Sha256;
  readonly observer: string;
  readonly built: boolean;
}

/** From best to worst; what stands first of one party's claims is taken. */
const BEST: readonly Proof[] = ["checked-here", "confirmed", "unchecked", "nothing-left", "none", "wrong"];

/**
 * The claims on a stage, one for each observer, in their order. `left` is what a build here left, if it is known and the
 * same each time. `observations` are signed by their observers.
 */
export function claimsOn(
  stage: BuiltTree,
  observations: readonly Observation[],
  left: Sha256 | undefined,
): readonly Claim[] {
  const found = new Map<string, Claim>();
  for (const { observer, machines, stages } of observations)
    for (const { key, tree, how } of stages) {
      if (key !== stage.key || tree !== stage.tree) continue;
      const claim: Claim =
        how.type === "taken"
          ? { type: "taken", observer, from: how.from }
          : {
              type: "built",
              observer,
              at: how.at,
              times: how.times,
              machines: [machines[how.machine]!],
              ...proofOf({ observer, stage, left, evidence: how.evidence }, observations),
            };
      const other = found.get(observer);
      if (other === undefined) found.set(observer, claim);
      else found.set(observer, rank(claim) < rank(other) ? joined(claim, other) : joined(other, claim));
    }
  return [...found.values()];
}

/** What stands first, with the machines of both: wrong evidence takes those along with it. */
function joined(first: Claim, other: Claim): Claim {
  if (first.type === "taken" || other.type === "taken" || other.proof === "wrong") return first;
  return { ...first, machines: [...first.machines, ...other.machines] };
}

function rank(claim: Claim): number {
  return claim.type === "taken" ? BEST.length : BEST.indexOf(claim.proof);
}

function proofOf(
  claim: {
    readonly observer: string;
    readonly stage: BuiltTree;
    readonly left: Sha256 | undefined;
    readonly evidence: Sha256 | undefined;
  },
  observations: readonly Observation[],
): Pick<Extract<Claim, { readonly type: "built" }>, "proof" | "checkedHere" | "confirmedBy"> {
  const { observer, stage, left, evidence } = claim;
  if (evidence === undefined) return { proof: "none", checkedHere: false, confirmedBy: [] };
  const confirmedBy = confirmers(observer, stage, observations);
  const checkedHere = left !== undefined && evidenceOf(observer, stage, left) === evidence;
  const common = { checkedHere, confirmedBy };
  if (left !== undefined && !checkedHere) return { proof: "wrong", ...common };
  if (evidence === evidenceOf(observer, stage, NOTHING_LEFT)) return { proof: "nothing-left", ...common };
  if (checkedHere) return { proof: "checked-here", ...common };
  return { proof: confirmedBy.length > 0 ? "confirmed" : "unchecked", ...common };
}

function confirmers(
  observer: string,
  { key, tree }: BuiltTree,
  observations: readonly Observation[],
): readonly string[] {
  const found = observations.filter(({ stages }) =>
    stages.some(
      (each) =>
        each.key === key && each.tree === tree && each.how.type === "built" && each.how.confirms.includes(observer),
    ),
  );
  return [...new Set(found.map((each) => each.observer))];
}

/** Everybody whose observation has another tree for a stage's key. */
export function disagreements(
  stages: readonly (BuiltTree & { readonly stage: string })[],
  observations: readonly Observation[],
): readonly Disagreement[] {
  const here = new Map(stages.map((each) => [each.key, each]));
  const found = new Map<string, Disagreement>();
  for (const { observer, stages: observed } of observations)
    for (const { key, tree, how } of observed) {
      const own = here.get(key);
      if (own === undefined || own.tree === tree) continue;
      const built = how.type === "built";
      const name = `${key} ${tree} ${observer}`;
      if (found.get(name)?.built !== true)
        found.set(name, { stage: own.stage, key, here: own.tree, there: tree, observer, built });
    }
  return [...found.values()];
}
