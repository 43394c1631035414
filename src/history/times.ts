// What the order of commits proves of their times: a descendant by somebody else dates a commit, and one that says to be
// older than what it builds on was dated back. Must never let a thief's commits date a thief's.

import type { Sha256 } from "../bytes/sha256.ts";
import { countWord, type Circumstances, type Counted, type Dating, type Word } from "../policy/counting.ts";
import { timeText } from "../policy/lines.ts";
import { signersOf, voterOf, type Policy, type Signer, type Time } from "../policy/policy.ts";
import type { CommitGraph } from "./commit-graph.ts";
import type { SignedCommit } from "./signed-commits.ts";

/** By how much people's clocks may differ, in milliseconds, before a commit counts as dated back: a day. */
const CLOCKS_DIFFER = 86_400_000;

/** The latest time that a commit or what it builds on was signed at. */
interface Latest {
  readonly at: Time;
  readonly id: string;
  readonly by: string;
}

/** Commits that were judged, the oldest first, and how a signature by one of them counts under a policy. */
export class Times {
  readonly #graph: CommitGraph;
  readonly #policy: Policy;
  readonly #at: Time;
  readonly #latest = new Map<string, Latest>();
  readonly #circumstances: Circumstances;

  /** `commits` are all that are judged; parents come before their children. */
  constructor(policy: Policy, graph: CommitGraph, commits: readonly SignedCommit[], at: Time) {
    this.#graph = graph;
    this.#policy = policy;
    this.#at = at;
    this.#circumstances = { at, firstSeen: new Map(), dated: this.#datings(commits) };
    for (const commit of commits) this.#note(commit);
  }

  /** Whether a signature of a commit counts for a signer. */
  count(signer: Signer, { told }: SignedCommit, word: Word): Counted {
    const counted = countWord(signer, word, this.#circumstances);
    const before = this.#parentsLatest(told.id);
    if (!counted.counts || before === undefined || counted.made! + CLOCKS_DIFFER >= before.at) return counted;
    return {
      counts: false,
      says: `it was dated back: it says that it was made at ${timeText(counted.made!)}, and builds on commit "${before.id}", which ${before.by} made at ${timeText(before.at)}`,
    };
  }

  #note(commit: SignedCommit): void {
    let latest = this.#parentsLatest(commit.told.id);
    for (const word of commit.words) {
      const signer = this.#signer(word);
      const counted = signer === undefined ? undefined : this.count(signer, commit, word);
      if (counted?.counts === true && (latest === undefined || counted.made! > latest.at))
        latest = { at: counted.made!, id: commit.told.id, by: signer!.name };
    }
    if (latest !== undefined) this.#latest.set(commit.told.id, latest);
  }

  #parentsLatest(id: string): Latest | undefined {
    let latest: Latest | undefined;
    for (const parent of this.#graph.commits.get(id)!.parents) {
      const own = this.#latest.get(parent);
      if (own !== undefined && (latest === undefined || own.at > latest.at)) latest = own;
    }
    return latest;
  }

  #signer({ verdict }: Word): Signer | undefined {
    return this.#policy.signers.find(({ fingerprint }) => fingerprint === verdict.fingerprint);
  }

  /** Who had what, and when: by those of whom no key was ever compromised, and only where some key was. */
  #datings(commits: readonly SignedCommit[]): ReadonlyMap<Sha256, readonly Dating[]> {
    const dated = new Map<Sha256, readonly Dating[]>();
    if (!this.#policy.signers.some(({ compromised }) => compromised !== undefined)) return dated;
    const isSafe = (signer: Signer): boolean =>
      signersOf(voterOf(this.#policy, signer)).every(({ compromised }) => compromised === undefined);
    const plain: Circumstances = { at: this.#at, firstSeen: new Map(), dated };
    const earliest = new Map<string, Dating>();
    const earlier = (a: Dating | undefined, b: Dating | undefined): Dating | undefined =>
      a === undefined || (b !== undefined && b.at < a.at) ? b : a;
    for (const commit of commits.toReversed()) {
      const dating = earliest.get(commit.told.id);
      let own = dating;
      for (const word of commit.words) {
        if (dating !== undefined) dated.set(word.file, [dating]);
        const signer = this.#signer(word);
        if (signer === undefined || !isSafe(signer)) continue;
        const counted = countWord(signer, word, plain);
        if (counted.counts) own = earlier(own, { by: signer.name, at: counted.made! });
      }
      if (own === undefined) continue;
      for (const parent of this.#graph.commits.get(commit.told.id)!.parents)
        earliest.set(parent, earlier(earliest.get(parent), own)!);
    }
    return dated;
  }
}
