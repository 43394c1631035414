// Whether those who signed a change, and the merges by which it came, are whom the policy asks for; and if not, who is
// missing. Pure. Must never count a person twice, nor a name in a commit: only keys.

import { signersOf, votersOf, type PathRule, type Person, type Policy, type Signer } from "../policy/policy.ts";
import { weigh, type Done } from "../policy/standing.ts";
import type { SignedCommit } from "./signed-commits.ts";
import type { Times } from "./times.ts";

/** A change, and what it came by, the innermost merge first. */
export interface Change {
  readonly commit: SignedCommit;
  readonly through: readonly SignedCommit[];
  /** It is what a merge holds beside what its parents gave. */
  readonly isMerge: boolean;
}

export interface Refused {
  readonly code: "history-unsigned" | "history-unreviewed" | "history-merge";
  /** As the end of a sentence. */
  readonly says: string;
  /** Who is missing, one line each. */
  readonly missing: readonly string[];
}

type Voter = Person | Signer;

/** Undefined where all is as the rule asks. */
export function refusal(
  { commit, through, isMerge }: Change,
  { needs, care }: PathRule,
  policy: Policy,
  times: Times,
): Refused | undefined {
  const voters = votersOf(needs);
  const signed = (by: Voter, commits: readonly SignedCommit[]): boolean =>
    signersOf(by).some((signer) => done(signer, commits, times).satisfied);
  const authors = voters.filter((voter) => signed(voter, [commit]));
  if (authors.length === 0)
    return {
      code: "history-unsigned",
      says: `${whyUnsigned(commit, policy, times)}${voters.length > 0 && isMerge ? `, and ${OWN}` : ""}`,
      missing: [`a signature by one of ${voters.map(({ name }) => name).join(", ")}`],
    };
  const all = [commit, ...through];
  const quorum = weigh(needs, (signer) => done(signer, all, times));
  const having = voters.filter((voter) => signed(voter, all));
  if (quorum.satisfied && (care === "signed" || having.length > 1)) return undefined;
  const who = authors.map(({ name }) => name).join(" and ");
  const others = voters.filter((voter) => !having.includes(voter)).map(({ name }) => name);
  const missing = quorum.satisfied ? [`a signature by another person: one of ${others.join(", ")}`] : quorum.missing;
  if (isMerge && having.length === 1)
    return { code: "history-merge", says: `${OWN}, and nobody but ${who}, who made it, has signed that`, missing };
  return { code: "history-unreviewed", says: whyUnreviewed({ who, through, having }, policy, times), missing };
}

const OWN = "it differs from the mechanical merge of its parents";

function done(signer: Signer, commits: readonly SignedCommit[], times: Times): Done {
  const each = commits.flatMap((commit) =>
    commit.words
      .filter(({ verdict }) => verdict.fingerprint === signer.fingerprint)
      .map((word) => times.count(signer, commit, word)),
  );
  const good = each.find(({ counts }) => counts);
  if (good !== undefined) return { satisfied: true, says: good.says };
  return { satisfied: false, says: each.length === 0 ? "no signature" : each.map(({ says }) => says).join("; ") };
}

/** Why nobody who counts has signed a commit. */
function whyUnsigned({ told, words, none }: SignedCommit, policy: Policy, times: Times): string {
  if (none !== undefined) return none;
  return words
    .map((word) => {
      const { fingerprint, status, says } = word.verdict;
      const signer = policy.signers.find((each) => each.fingerprint === fingerprint);
      if (signer === undefined)
        return status === "good" || status === "unknown-key"
          ? `it is signed by "${fingerprint ?? "a key that it does not name"}", whom the policy does not name`
          : `its signature does not count: ${says}`;
      const counted = times.count(signer, { told, words }, word);
      return counted.counts
        ? `it is signed by ${signer.name}, whose word does not count here`
        : `its signature by ${signer.name} does not count: ${counted.says}`;
    })
    .join("; ");
}

interface Lone {
  readonly who: string;
  readonly through: readonly SignedCommit[];
  readonly having: readonly Voter[];
}

function whyUnreviewed({ who, through, having }: Lone, policy: Policy, times: Times): string {
  const [merge] = through;
  if (merge === undefined)
    return having.length > 1
      ? `${who} committed it to the main branch without a merge, and that is not all who are asked for`
      : `${who} committed it to the main branch without a merge, and nobody else has signed it`;
  if (having.length > 1) return `${having.map(({ name }) => name).join(" and ")} signed, and more are asked for`;
  const faults = through.flatMap((each) =>
    policy.signers.some((signer) => done(signer, [each], times).satisfied)
      ? []
      : [`merge "${each.told.id}", by which it came: ${whyUnsigned(each, policy, times)}`],
  );
  return faults.length > 0 ? faults.join("; ") : `${who} wrote it and merged it, and nobody else has signed it`;
}
