// What a signer did for one stage, measured by what a policy asks for: signed, built, or built with evidence that somebody
// else has checked; and how different the machines are that those who count say they used. Must never let anybody confirm
// themselves.

import type { Claim } from "../observation/coverage.ts";
import { contradiction } from "../observation/machine.ts";
import { INTERPRETER } from "../model/executor.ts";
import type { Machine } from "../model/observation.ts";
import { signersOf, type Deed, type Signer, type StageRule, type Trait } from "./policy.ts";
import type { Done } from "./standing.ts";

/** What is known of one stage. */
export interface StageWords {
  readonly claims: readonly Claim[];
  readonly deed: Deed;
  /** The person that a fingerprint belongs to. */
  readonly nameOf: (fingerprint: string) => string;
  /** What the signer signed that stands for the stage. */
  readonly signed: readonly Done[];
}

export function didOnStage(signer: Signer, { claims, deed, nameOf, signed }: StageWords): Done {
  const claim = claims.find(({ observer }) => observer === signer.fingerprint);
  if (deed === "signed") {
    const good = signed.find(({ satisfied }) => satisfied);
    if (good !== undefined) return good;
    return claim === undefined
      ? (signed[0] ?? { satisfied: false, says: "no signature" })
      : { satisfied: true, says: "its observation names it" };
  }
  if (claim === undefined) return { satisfied: false, says: "says nothing of having built it" };
  if (claim.type === "taken")
    return {
      satisfied: false,
      says: `took it${claim.from === "" ? "" : ` from ${JSON.stringify(claim.from)}`}, and did not build it`,
    };
  if (claim.proof === "wrong")
    return {
      satisfied: false,
      says: "says that it was built, but its evidence is not what this build leaves: it was copied, or built in another way",
    };
  if (deed === "built") return { satisfied: true, says: builtWords(claim) };
  const others = claim.confirmedBy.filter((each) => nameOf(each) !== nameOf(signer.fingerprint));
  if (claim.checkedHere || others.length > 0) return { satisfied: true, says: builtWords(claim) };
  return { satisfied: false, says: `${builtWords(claim)}, and nobody else has checked that` };
}

/** How far a claim of having built is proven, in words. */
export function builtWords(claim: Extract<Claim, { readonly type: "built" }>): string {
  const by = claim.confirmedBy.length;
  switch (claim.proof) {
    case "checked-here":
      return `built, and checked by you${by === 0 ? "" : ` and by ${by} other${by === 1 ? "" : "s"}`}`;
    case "confirmed":
      return `built, and checked by ${by} other${by === 1 ? "" : "s"}`;
    case "unchecked":
      return "said to be built, with evidence that nobody has checked";
    case "nothing-left":
      return "said to be built; a build leaves nothing that could prove it";
    case "none":
      return "said to be built, without evidence";
    case "wrong":
      return "said to be built, with evidence of something else";
  }
}

/** What a machine that somebody claims adds to a trait, if anything. */
const OF: Readonly<Record<Trait, (machine: Machine, by: string) => string | undefined>> = {
  vendors: ({ vendor }) => vendor,
  kernels: ({ kernel }) => kernel,
  distributions: ({ distribution }) => distribution,
  // Whoever has two keys counts once.
  interpreted: ({ executor }, by) => (executor === INTERPRETER ? by : undefined),
};

const WORDS: Readonly<Record<Trait, string>> = {
  vendors: "processor vendor",
  kernels: "kernel",
  distributions: "distribution",
  interpreted: "build by interpretation",
};

/** What those who count lack in difference, one line for each trait; `more` machines are taken to differ in all. */
export function diversityMissing(
  rule: StageRule,
  {
    claims,
    done,
    nameOf,
    more = 0,
  }: Pick<StageWords, "claims" | "nameOf"> & { readonly done: (signer: Signer) => Done; readonly more?: number },
): readonly string[] {
  const counting = new Set(
    signersOf(rule.needs)
      .filter((signer) => done(signer).satisfied)
      .map(({ fingerprint }) => fingerprint),
  );
  const lines: string[] = [];
  for (const { trait, least } of rule.diversity) {
    const found = new Set<string>();
    const refused = new Set<string>();
    for (const claim of claims) {
      if (claim.type !== "built" || !counting.has(claim.observer)) continue;
      for (const machine of claim.machines) {
        const fault = contradiction(machine);
        const counted = OF[trait](machine, nameOf(claim.observer));
        if (fault !== undefined) refused.add(fault);
        else if (counted !== undefined) found.add(counted);
      }
    }
    if (found.size + more >= least) continue;
    const shown = [...found].map((each) => JSON.stringify(each)).join(", ") || "none";
    const not = [...refused].map((fault) => `; a claim does not count, as ${fault}`).join("");
    const what = least === 1 ? WORDS[trait] : WORDS[trait].replace(/ by |$/, "s$&");
    lines.push(`those who count claim ${found.size} of ${least} ${what}: ${shown}${not}`);
  }
  return lines;
}
