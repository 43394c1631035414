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
  const signersAmong = (commits: readonly SignedCommit[]): readonly Voter[] =>
    voters.filter((voter) => signersOf(voter).some((signer) => done(signer, commits, times).satisfied));
  const authors = signersAmong([commit]);
  if (authors.length === 0)
    return {
      code: "history-unsigned",
      says: `${whyUnsigned(commit, policy, times)}${isMerge ? `, and ${OWN}` : ""}`,
      missing: [`a signature by one of ${names(voters, ", ")}`],
    };
  const all = [commit, ...through];
  const quorum = weigh(needs, (signer) => done(signer, all, times));
  const having = signersAmong(all);
  // Of two who signed the commit itself each has seen it; else the merge into the main branch is another's.
  const mergers = through.length === 0 ? [] : signersAmong(through.slice(-1));
  const seenByTwo = new Set([...authors, ...mergers]).size > 1;
  if (quorum.satisfied && (care === "signed" || seenByTwo)) return undefined;
  const others = voters.filter((voter) => !authors.includes(voter));
  const missing = quorum.satisfied ? [`a signature by another person: one of ${names(others, ", ")}`] : quorum.missing;
  const who = names(authors, " and ");
  if (isMerge && having.length === 1)
    return { code: "history-merge", says: `${OWN}, and nobody but ${who}, who made it, has signed that`, missing };
  const lone = { who, through, having, seenByTwo };
  return { code: "history-unreviewed", says: whyUnreviewed(lone, policy, times), missing };
}

function names(voters: readonly Voter[], between: string): string {
  return voters.map(({ name }) => name).join(between);
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
function whyUnsigned(commit: SignedCommit, policy: Policy, times: Times): string {
  const { words, none } = commit;
  if (none !== undefined) return none;
  return words
    .map((word) => {
      const { fingerprint, status, says } = word.verdict;
      const signer = policy.signers.find((each) => each.fingerprint === fingerprint);
      if (signer === undefined)
        return status === "good"
          ? `it is signed by "${fingerprint ?? "a key that it does not name"}", whom the policy does not name`
          : `its signature does not count: ${says}`;
      const counted = times.count(signer, commit, word);
      return counted.counts
        ? `it is signed by ${signer.name}, whose word does not count here`
        : `its signature by ${signer.name} does not count: ${counted.says}`;
    })
    .join("; ");
}

interface Lone {
  /** The commit's own signers. */
  readonly who: string;
  readonly through: readonly SignedCommit[];
  readonly having: readonly Voter[];
  readonly seenByTwo: boolean;
}

function whyUnreviewed({ who, through, having, seenByTwo }: Lone, policy: Policy, times: Times): string {
  if (seenByTwo) return `${names(having, " and ")} signed, and more are asked for`;
  if (through.length === 0)
    return `${who} committed it to the main branch without a merge, and nobody else has signed it`;
  const faults = through.flatMap((each) =>
    policy.signers.some((signer) => done(signer, [each], times).satisfied)
      ? []
      : [`merge "${each.told.id}", by which it came: ${whyUnsigned(each, policy, times)}`],
  );
  if (faults.length > 0) return faults.join("; ");
  return having.length > 1
    ? `${who} wrote it, and merged into the main branch what others had merged elsewhere`
    : `${who} wrote it and merged it, and nobody else has signed it`;
}
