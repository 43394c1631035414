// The closing line of a verification: the verdict on a target, and what one more signature would change. Must never say
// more than the judgement does.

import { timeText } from "./lines.ts";
import type { Judgement, StageJudgement } from "./judgement.ts";
import type { Policy } from "./policy.ts";

/** What came out, for programs. */
export type Outcome = "accepted" | "refused" | "disputed" | "no-policy";

export function outcomeOf(judgement: Judgement, policy: Policy | undefined): Outcome {
  if (judgement.disagreements.length > 0) return "disputed";
  if (policy === undefined) return "no-policy";
  return judgement.satisfied ? "accepted" : "refused";
}

/** One line, without the target's name before it. */
export function conclusion(judgement: Judgement, policy: Policy | undefined): string {
  const { weakest, stages, expired, oneMore, quorums, disagreements, refused } = judgement;
  const [first] = disagreements;
  if (first !== undefined) {
    const by = [...new Set(disagreements.map((each) => each.by))].join(", ");
    return `disputed: ${by} signed another tree than is here for the same key of "${first.stage}"; no signature changes that, but finding out who is right does`;
  }
  const weak = weakest === undefined ? "" : weakestWords(weakest, stages.length);
  if (policy === undefined)
    return `no policy was given, so nothing is accepted or refused${weak === "" ? "" : `; ${weak}`}`;
  if (expired)
    return `not accepted: the policy has expired on ${timeText(policy.expires!)}; no signature changes that, but a newer policy does`;
  if (judgement.satisfied)
    return `accepted: the policy is satisfied${weak === "" ? "" : `; ${weak}`}; one more signature changes nothing`;
  const short = stages.filter((each) => !each.satisfied);
  const what = [
    ...(refused.length === 0
      ? []
      : [`${refused.length} opaque input${refused.length === 1 ? " is" : "s are"} not accepted`]),
    ...quorums.filter(({ quorum }) => !quorum.satisfied).map(({ name }) => `signatures of "${name}" are missing`),
    ...(short.length === 0
      ? []
      : [`${short.length} of ${stages.length} stages ${short.length === 1 ? "lacks" : "lack"} what is asked for`]),
  ].join(", and ");
  const more =
    oneMore.length === 0 ? "no one signature would change that" : `one more, by ${either(oneMore)}, would satisfy it`;
  return `not accepted: ${what}${weak === "" ? "" : `; ${weak}`}; ${more}`;
}

function weakestWords({ stage, builders }: StageJudgement, count: number): string {
  const who = builders.length === 0 ? "nobody" : `${builders.length} (${builders.join(", ")})`;
  return `the weakest of ${count} ${count === 1 ? "stage" : "stages"} is "${stage.stage}", built by ${who}`;
}

function either(names: readonly string[]): string {
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
