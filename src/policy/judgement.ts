// The verdict on a target: who signed its manifests, who built each stage down to the seed, who disagrees, whether that is
// what the policy asks for, and what one more signature would change. Pure: all that is known comes in. Must never count a
// word that counting.ts refuses, nor a claim that coverage.ts has found wrong.

import { byBytes } from "../bytes/order.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import type { ClosedStage, OpaqueInput } from "../model/manifest.ts";
import type { Observation } from "../model/observation.ts";
import { claimsOn, disagreements, type Claim, type Disagreement } from "../observation/coverage.ts";
import { countWord, type Circumstances, type Counted, type Dating, type Word } from "./counting.ts";
import {
  refusedBy,
  ruleFor,
  signersOf,
  type Policy,
  type PolicyNode,
  type Signer,
  type StageRule,
  type Time,
} from "./policy.ts";
import { weigh, type Done, type Quorum } from "./standing.ts";
import { didOnStage, diversityMissing } from "./stage-deeds.ts";

/** An observation, and the signatures found of it. */
export interface HeardObservation {
  readonly name: string;
  readonly sha256: Sha256;
  readonly observation: Observation;
  readonly words: readonly Word[];
}

/** A text whose signatures are asked for, and those found. */
export interface SignedText {
  readonly name: string;
  readonly sha256: Sha256;
  readonly words: readonly Word[];
}

/** All that is known of a target. */
export interface Case {
  readonly policy: Policy | undefined;
  readonly texts: readonly SignedText[];
  readonly observations: readonly HeardObservation[];
  /** Digest of the closure manifest, and its stages; none for a file that is no manifest. */
  readonly closure?: { readonly sha256: Sha256; readonly stages: readonly ClosedStage[] };
  /** What the target descends from that nobody can read, where it has a manifest. */
  readonly opaque?: readonly OpaqueInput[];
  /** What a build of a stage here left, where it is known and the same each time. */
  readonly left: (stage: ClosedStage) => Sha256 | undefined;
  /** Fingerprints of the keys at hand. */
  readonly known: ReadonlySet<string>;
  readonly at: Time;
  readonly firstSeen: ReadonlyMap<Sha256, Time>;
}

export interface StageJudgement {
  readonly stage: ClosedStage;
  /** One for each observer whose word counts. */
  readonly claims: readonly Claim[];
  /** Names of the persons, or fingerprints where there is no policy, who built it. */
  readonly builders: readonly string[];
  /** With a policy whose stages lines name it. */
  readonly rule?: StageRule;
  readonly satisfied: boolean;
  readonly missing: readonly string[];
}

export interface Judgement {
  readonly satisfied: boolean;
  readonly quorums: readonly { readonly name: string; readonly quorum: Quorum }[];
  /** In the order of the closure; empty when there are neither observations nor a policy that asks for stages. */
  readonly stages: readonly StageJudgement[];
  /** Words of those who count that name another tree for the same key. */
  readonly disagreements: readonly (Disagreement & { readonly by: string })[];
  /** What was found of each observation. */
  readonly observations: readonly {
    readonly heard: HeardObservation;
    readonly by: string;
    readonly counted: Counted;
  }[];
  /** Voters of whom one more signature, and build where that is asked for, would satisfy the policy. */
  readonly oneMore: readonly string[];
  /** The stage that the fewest built. */
  readonly weakest?: StageJudgement;
  readonly expired: boolean;
  /** Opaque inputs that the policy does not accept. */
  readonly refused: readonly OpaqueInput[];
}

export function judge(asked: Case): Judgement {
  const { policy, closure, known, at } = asked;
  const names = new Map<string, string>();
  for (const signer of policy?.signers ?? []) names.set(signer.fingerprint, signer.name);
  for (const person of policy?.persons ?? [])
    for (const { fingerprint } of person.signers) names.set(fingerprint, person.name);
  const nameOf = (fingerprint: string): string => names.get(fingerprint) ?? fingerprint;
  const signers = new Map((policy?.signers ?? []).map((each) => [each.fingerprint, each]));
  const circumstances: Circumstances = { at, firstSeen: asked.firstSeen, dated: datings(asked, nameOf) };

  const observations = asked.observations.map((heard) => ({
    heard,
    by: nameOf(heard.observation.observer),
    counted: countObservation(heard, { policy, signers, circumstances }),
  }));
  const counted = observations.filter((each) => each.counted.counts).map(({ heard }) => heard.observation);

  const signed = (signer: Signer, text: SignedText): Done => {
    if (!known.has(signer.fingerprint)) return { satisfied: false, says: "its certificate is not among the keys" };
    const own = text.words.filter(({ verdict }) => verdict.fingerprint === signer.fingerprint);
    const each = own.map((word) => countWord(signer, word, circumstances));
    const good = each.find(({ counts }) => counts);
    if (good !== undefined) return { satisfied: true, says: good.says };
    const observed = counted.some((one) => one.observer === signer.fingerprint && isAbout(one, text.sha256));
    if (observed) return { satisfied: true, says: "its observation names it" };
    return { satisfied: false, says: each.length === 0 ? "no signature" : each.map(({ says }) => says).join("; ") };
  };
  const quorums = asked.texts.flatMap((text) =>
    policy?.quorum === undefined ? [] : [{ text, node: policy.quorum, done: (signer: Signer) => signed(signer, text) }],
  );

  const asksStages = policy !== undefined && policy.stages.length > 0;
  const stages = (asksStages || counted.length > 0 ? (closure?.stages ?? []) : []).map((stage) => {
    const claims = claimsOn(stage, counted, asked.left(stage));
    const rule = policy === undefined ? undefined : ruleFor(policy, stage.stage);
    const texts = asked.texts.filter(({ sha256 }) => sha256 === closure?.sha256 || sha256 === stage.manifest);
    const done = (signer: Signer): Done =>
      didOnStage(signer, {
        claims,
        deed: rule?.deed ?? "built",
        nameOf,
        signed: texts.map((text) => signed(signer, text)),
      });
    return { stage, claims, rule, done };
  });
  const weighed = stages.map(({ stage, claims, rule, done }): StageJudgement => {
    const builders = [...new Set(claims.filter(hasBuilt).map(({ observer }) => nameOf(observer)))].sort(byBytes);
    const common = { stage, claims, builders };
    if (rule === undefined)
      return asksStages
        ? { ...common, satisfied: false, missing: [`no line of the policy names the stage "${stage.stage}"`] }
        : { ...common, satisfied: true, missing: [] };
    const quorum = weigh(rule.needs, done);
    const diversity = diversityMissing(rule, { claims, done, nameOf });
    return {
      ...common,
      rule,
      satisfied: quorum.satisfied && diversity.length === 0,
      missing: [...quorum.missing, ...diversity],
    };
  });

  const expired = policy?.expires !== undefined && policy.expires <= at;
  const results = quorums.map(({ text, node, done }) => ({ name: text.name, quorum: weigh(node, done) }));
  const differing = disagreements(closure?.stages ?? [], counted).map((each) => ({
    ...each,
    by: nameOf(each.observer),
  }));
  const refused = policy?.opaque === undefined ? [] : refusedBy(policy.opaque, asked.opaque ?? []);
  const satisfied =
    !expired &&
    refused.length === 0 &&
    differing.length === 0 &&
    results.every(({ quorum }) => quorum.satisfied) &&
    weighed.every((each) => each.satisfied);
  const open = [
    ...quorums.map(({ node, done }) => ({ node, done, spread: true })),
    ...weighed.flatMap(({ rule, claims }, i) => {
      if (rule === undefined) return [];
      const { done } = stages[i]!;
      const spread = diversityMissing(rule, { claims, done, nameOf, more: 1 }).length === 0;
      return [{ node: rule.needs, done, spread }];
    }),
  ];
  const uncovered = weighed.some((each) => asksStages && each.rule === undefined);
  const weakest = weighed.toSorted(
    (a, b) => Number(a.satisfied) - Number(b.satisfied) || a.builders.length - b.builders.length,
  )[0];
  return {
    satisfied,
    quorums: results,
    stages: weighed,
    disagreements: differing,
    observations,
    oneMore:
      satisfied || expired || uncovered || differing.length > 0 || refused.length > 0 ? [] : whoWouldDo(policy, open),
    ...(weakest === undefined ? {} : { weakest }),
    expired,
    refused,
  };
}

/** A claim of having built that nothing here contradicts. */
export function hasBuilt(claim: Claim): claim is Extract<Claim, { readonly type: "built" }> {
  return claim.type === "built" && claim.proof !== "wrong";
}

/** Whether an observation names a manifest, or the closure manifest. */
function isAbout({ closure, stages }: Observation, text: Sha256): boolean {
  return closure === text || stages.some(({ manifest }) => manifest === text);
}

/** Whether somebody whose word counts has signed an observation, as whom it says. */
function countObservation(
  { observation, words }: HeardObservation,
  {
    policy,
    signers,
    circumstances,
  }: {
    readonly policy: Policy | undefined;
    readonly signers: ReadonlyMap<string, Signer>;
    readonly circumstances: Circumstances;
  },
): Counted {
  const { observer } = observation;
  const own = words.filter(({ verdict }) => verdict.fingerprint === observer);
  const other = words.find(({ verdict }) => verdict.status === "good" && verdict.fingerprint !== observer);
  if (own.length === 0)
    return {
      counts: false,
      says:
        other === undefined
          ? "nobody has signed it"
          : `it is signed by ${other.verdict.fingerprint}, and speaks for ${observer}`,
    };
  const signer: Signer | undefined =
    policy === undefined ? { type: "signer", name: observer, fingerprint: observer, asks: [] } : signers.get(observer);
  if (signer === undefined) return { counts: false, says: "the policy does not name its signer" };
  const each = own.map((word) => countWord(signer, word, circumstances));
  return each.find(({ counts }) => counts) ?? each[0]!;
}

/** What observations say that they had seen: of those who count, and whose keys were never compromised. */
function datings(
  { policy, texts, observations, at, firstSeen }: Case,
  nameOf: (fingerprint: string) => string,
): ReadonlyMap<Sha256, readonly Dating[]> {
  const found = new Map<Sha256, Dating[]>();
  const circumstances = { at, firstSeen, dated: new Map() };
  const all = [...observations, ...texts].flatMap((each) => each.words);
  for (const { observation, words } of observations) {
    const signer = policy?.signers.find(({ fingerprint }) => fingerprint === observation.observer);
    if (signer === undefined || signer.compromised !== undefined) continue;
    const own = words.filter(({ verdict }) => verdict.fingerprint === signer.fingerprint);
    const made = own.map((word) => countWord(signer, word, circumstances)).find(({ counts }) => counts)?.made;
    if (made === undefined) continue;
    // A person's other key is no other person.
    const theirs = new Set(
      all
        .filter(({ verdict }) => verdict.fingerprint && nameOf(verdict.fingerprint) === nameOf(signer.fingerprint))
        .map(({ file }) => file),
    );
    for (const file of observation.seen)
      if (!theirs.has(file)) found.set(file, [...(found.get(file) ?? []), { by: signer.name, at: made }]);
  }
  return found;
}

/** Voters whose signature alone would fulfil all that is open. */
function whoWouldDo(
  policy: Policy | undefined,
  open: readonly { readonly node: PolicyNode; readonly done: (signer: Signer) => Done; readonly spread: boolean }[],
): readonly string[] {
  if (policy === undefined || open.some(({ spread }) => !spread)) return [];
  const voters = [
    ...policy.persons.map(({ name, signers }) => ({ name, signers })),
    ...policy.signers
      .filter((signer) => !policy.persons.some(({ signers }) => signers.includes(signer)))
      .map((signer) => ({ name: signer.name, signers: [signer] })),
  ];
  const involved = new Set(open.flatMap(({ node }) => signersOf(node)));
  return voters
    .filter(({ signers }) => signers.some((each) => involved.has(each)))
    .filter(({ signers }) => {
      const added = (done: (signer: Signer) => Done) => (signer: Signer) =>
        signers.includes(signer) ? { satisfied: true, says: "" } : done(signer);
      return open.every(({ node, done }) => weigh(node, added(done)).satisfied);
    })
    .map(({ name }) => name);
}
