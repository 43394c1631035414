// What was found of a target's signatures and observations, as lines for a person and failures for the end.

import type { Keyring } from "../manifest/keyring.ts";
import type { Failure } from "../model/failure.ts";
import { bareDigest } from "../model/manifest.ts";
import type { Case, Judgement, SignedText, StageJudgement } from "../policy/judgement.ts";
import { builtWords } from "../policy/stage-deeds.ts";
import { durationText } from "../report/duration-text.ts";
import { count } from "../report/event-words.ts";
import { harmless } from "../report/harmless.ts";

/** Every signature of a text. */
export function signatureLines(text: SignedText, judgement: Judgement, keys: Keyring): readonly string[] {
  /** What the certificate says of its owner, who chose to say it: the fingerprint is what counts. */
  const owner = (fingerprint: string | undefined): readonly string[] => {
    const says = fingerprint === undefined ? undefined : keys.owner(fingerprint);
    return says === undefined ? [] : [harmless(says)];
  };
  const lines = text.words.map(({ verdict }) =>
    [
      text.name,
      verdict.status,
      verdict.fingerprint ?? harmless(verdict.name),
      ...owner(verdict.fingerprint),
      [verdict.says, ...verdict.notes].map(harmless).join("; "),
    ].join("  "),
  );
  if (text.words.length === 0) lines.push(`${text.name}  no signature`);
  if (judgement.quorums.some(({ name, quorum }) => name === text.name && quorum.satisfied))
    lines.push(`${text.name}  the policy is satisfied`);
  return lines;
}

/** Each observer in a line, then each stage whose claims are worth telling apart. */
export function observationLines(target: string, { observations, stages }: Judgement): readonly string[] {
  const lines: string[] = [];
  for (const { heard, by, counted } of observations) {
    const { observed, machines, observer } = heard.observation;
    if (!counted.counts) {
      lines.push(`${heard.name}  does not count: ${counted.says}`);
      continue;
    }
    const own = stages.map(({ claims }) => claims.find((claim) => claim.observer === observer));
    const built = own.filter((claim) => claim?.type === "built");
    const proofs = new Map<string, number>();
    for (const claim of built)
      if (claim.type === "built") proofs.set(builtWords(claim), (proofs.get(builtWords(claim)) ?? 0) + 1);
    const how = [...proofs].map(([words, number]) => `${number} ${words}`).join("; ");
    const taken = own.filter((claim) => claim?.type === "taken").length;
    lines.push(
      `${by}  observed ${observed}: ${[...(how === "" ? [] : [how]), ...(taken === 0 ? [] : [`${taken} taken`])].join("; ") || `nothing of ${target}`}`,
    );
    for (const { vendor, model, kernel, distribution, executor } of machines)
      lines.push(`${by}  claimed: ${harmless([vendor, model, kernel, distribution, `run by ${executor}`].join(", "))}`);
  }
  return lines;
}

/** Why a target cannot be accepted. */
export function judgementFailures(target: string, asked: Case, judgement: Judgement): readonly Failure[] {
  const { policy } = asked;
  const failures: Failure[] = judgement.disagreements.map((each) => ({
    kind: "failure",
    code: "signed-disagreement",
    message: `Cannot accept "${target}": ${each.by} signed another tree of "${each.stage}" than is here, from the same key`,
    details: [
      `key    ${each.key}`,
      `here   ${each.here}`,
      `there  ${each.there}, which ${each.by} says that it ${each.built ? "built" : "took"}`,
    ],
    hint: `one of the two is wrong: fromseed reproduce ${each.stage}, and ask others to`,
  }));
  if (judgement.expired)
    failures.push({
      kind: "failure",
      code: "policy-expired",
      message: `Cannot accept "${target}": the policy has expired`,
      hint: "ask whoever published it for a newer one",
    });
  if (judgement.refused.length > 0)
    failures.push({
      kind: "failure",
      code: "policy-unsatisfied",
      message: `Cannot accept "${target}": it descends from ${count(judgement.refused.length, "opaque input")} that the policy does not accept`,
      details: shownRefused(judgement.refused),
      hint: "no signature changes that: a way from source does, or an opaque line that names a bridge and its digest",
    });
  for (const { name, quorum } of judgement.quorums)
    if (!quorum.satisfied)
      failures.push({
        kind: "failure",
        code: "policy-unsatisfied",
        message: `Cannot accept "${name}": the policy is not satisfied`,
        details: quorum.missing,
      });
  for (const stages of alike(judgement.stages.filter(({ satisfied }) => !satisfied)))
    failures.push({
      kind: "failure",
      code: "policy-unsatisfied",
      message: `Cannot accept "${target}": the policy is not satisfied for ${shownStages(stages)}`,
      details: stages[0]!.missing,
    });
  if (policy === undefined) for (const text of asked.texts) failures.push(...withoutPolicy(target, text, judgement));
  return failures;
}

/** Each as an opaque line would name it. */
function shownRefused(refused: Judgement["refused"]): readonly string[] {
  const lines = refused.map((input) => {
    const digest = bareDigest(input);
    return input.type === "bridge"
      ? `${input.name}=${digest}, in place of ${input.standsFor}`
      : `${input.name} ${digest}`;
  });
  return lines.length <= 20 ? lines : [...lines.slice(0, 19), `and ${lines.length - 19} more`];
}

/** Stages for which the same is missing. */
function alike(stages: readonly StageJudgement[]): readonly (readonly StageJudgement[])[] {
  const found = new Map<string, StageJudgement[]>();
  for (const each of stages) {
    const text = each.missing.join("\n");
    found.set(text, [...(found.get(text) ?? []), each]);
  }
  return [...found.values()];
}

function shownStages(stages: readonly StageJudgement[]): string {
  const names = stages.map(({ stage }) => `"${stage.stage}"`);
  const more = names.length - 5;
  const shown = names.slice(0, more > 1 ? 5 : 6).join(", ");
  return `${count(names.length, "stage")}: ${shown}${more > 1 ? ` and ${more} more` : ""}`;
}

/** Without a policy: every signature that is not good, and the lack of any. */
function withoutPolicy(target: string, { name, words, sha256 }: SignedText, judgement: Judgement): readonly Failure[] {
  const observed = judgement.observations.some(
    ({ heard, counted }) =>
      counted.counts &&
      (heard.observation.closure === sha256 || heard.observation.stages.some(({ manifest }) => manifest === sha256)),
  );
  if (words.length === 0)
    return observed
      ? []
      : [
          {
            kind: "failure",
            code: "signature-missing",
            message: `Cannot accept "${name}": it has no signature`,
            hint: `fromseed sign ${target} makes one; --signatures DIR says where those of others are`,
          },
        ];
  const hint = "give the keys of all who signed with --keys, or say with --policy whose signatures are needed";
  return words
    .filter(({ verdict }) => verdict.status !== "good")
    .map(({ verdict }) => ({
      kind: "failure",
      code: "signature-refused",
      message: `Cannot accept signature "${verdict.name}" of "${name}": ${verdict.says}`,
      ...(verdict.status === "unknown-key" ? { hint } : {}),
    }));
}

/** Which builds would help most while something is missing: of the stages that the fewest built, the quickest first. */
export function helpLines(
  { satisfied, stages, disagreements }: Judgement,
  times: ReadonlyMap<string, { readonly seconds: number }>,
): readonly string[] {
  const open = stages.filter((each) => !each.satisfied);
  if (satisfied || disagreements.length > 0 || open.length === 0) return [];
  const seconds = ({ stage }: StageJudgement): number => times.get(stage.stage)?.seconds ?? Infinity;
  const shown = open
    .toSorted((a, b) => a.builders.length - b.builders.length || seconds(a) - seconds(b))
    .slice(0, 3)
    .map((each) => {
      const known = times.get(each.stage.stage);
      const about = known === undefined ? "" : `, about ${durationText(known.seconds)}`;
      return `"${each.stage.stage}" (${each.builders.length} built it${about})`;
    });
  return [`a build of these would help most: ${shown.join(", ")}; fromseed lend draws such stages`];
}
