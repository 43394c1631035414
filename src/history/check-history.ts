// A history checked: each commit that changes what the policy guards, under the policy that was there before it came to
// the main branch. HISTORY.md says what is asked. Must never end with a verdict while part of it could not be read.

import type { ObjectReader } from "../git/object-reader.ts";
import { isSubmodule, Trees, type Difference } from "../git/tree.ts";
import type { Keyring } from "../manifest/keyring.ts";
import { fail, succeed, type Failure, type Result } from "../model/failure.ts";
import type { FailureCode } from "../model/failure-code.ts";
import type { PathRule } from "../policy/policy.ts";
import { ancestors, loadGraph, type CommitGraph } from "./commit-graph.ts";
import { Guarded, POLICY_PATH } from "./guarded.ts";
import { refusal } from "./judge.ts";
import { mayHide, ownChanges } from "./own-changes.ts";
import { Policies, type Judging } from "./policies.ts";
import { SignedCommits, type SignedCommit, type Told } from "./signed-commits.ts";
import { firstParents, mergesOf, stepsOf, type Step } from "./steps.ts";
import { Times } from "./times.ts";

export interface Asked {
  readonly reader: ObjectReader;
  /** The trees that git makes of merges, each given by its parents, without anybody's help. */
  readonly merge: (merges: readonly (readonly string[])[]) => Promise<Result<readonly string[]>>;
  readonly shallow: ReadonlySet<string>;
  /** Where the main branch ends, and the commit of it after which to begin: that one, and its policy, are believed. */
  readonly tip: string;
  readonly base: string | undefined;
  readonly keys: Keyring;
  /** Judges all, in place of what the trees keep. */
  readonly policy: Judging | undefined;
  readonly at: Date;
}

/** A commit that is not accepted. */
export interface Finding {
  readonly code: FailureCode;
  readonly commit: Told;
  /** The commit of the main branch by which it came. */
  readonly main: string;
  /** Guarded paths that it changes, as they are shown. */
  readonly paths: readonly string[];
  /** Why, as the end of a sentence. */
  readonly says: string;
  /** Who is missing, one line each. */
  readonly missing: readonly string[];
}

export interface History {
  readonly tip: Told;
  readonly commits: number;
  /** Those that change what is guarded, and how many of them are accepted. */
  readonly guarded: number;
  readonly accepted: number;
  /** Those from before there was a policy, which nothing judges. */
  readonly before: number;
  /** The commit that brought the first policy, where it is one of these. */
  readonly begins?: Told;
  /** Commits of the main branch after which another policy judged. */
  readonly changed: readonly Told[];
  /** Whether the policy that judges what comes next has expired: then it accepts nothing. */
  readonly expired: boolean;
  /** What is worth knowing of signatures that count, and of what counts for nobody; and of how many commits. */
  readonly notes: readonly { readonly says: string; readonly commits: number }[];
  /** In the order of the history, the oldest first. */
  readonly findings: readonly Finding[];
}

export async function checkHistory(asked: Asked): Promise<Result<History>> {
  const { reader, tip, base, shallow } = asked;
  const loaded = await loadGraph(reader, base === undefined ? [tip] : [tip, base], shallow);
  if (!loaded.ok) return loaded;
  const graph = loaded.value;
  const line = firstParents(graph, tip, (id) => id === base);
  const oldest = line.at(-1) ?? tip;
  if (base !== undefined && line.length > 0 && graph.commits.get(oldest)!.parents[0] !== base)
    return fail(
      "history-line",
      `Cannot check the history from ${base} on: first parents do not lead to it from ${tip}`,
      {
        details: [`they end at ${oldest}`],
        hint: "the branch was written again, or merged the wrong way around; or name a commit of the main branch itself",
      },
    );
  if (base === undefined && graph.cut.has(oldest))
    return fail("history-missing", `Cannot check the whole history: what came before ${oldest} is not here`, {
      hint: "this is a shallow clone: git fetch --unshallow gets the rest, or OLD..NEW begins after a commit that is here",
    });
  const steps = stepsOf(graph, tip, base === undefined ? new Set() : ancestors(graph, base));
  const checker = new HistoryChecker(asked, graph);
  return checker.check(line.toReversed(), steps);
}

class HistoryChecker {
  readonly #asked: Asked;
  readonly #graph: CommitGraph;
  readonly #trees: Trees;
  readonly #commits: SignedCommits;
  readonly #policies: Policies;
  readonly #findings: Finding[] = [];
  readonly #changed: Told[] = [];
  readonly #notes = new Map<string, number>();
  readonly #besideTold = new Set<string>();
  #times: { readonly id: string; readonly times: Times } | undefined;
  #all: readonly SignedCommit[] = [];
  #merged: ReadonlyMap<string, string> = new Map();
  #begins: Told | undefined;
  /** What is wrong with the policy of the tip. */
  #ending: Finding | undefined;
  /** The policy after the commits that were looked at. */
  #last: Judging | undefined;

  constructor(asked: Asked, graph: CommitGraph) {
    this.#asked = asked;
    this.#graph = graph;
    this.#trees = new Trees(asked.reader);
    this.#commits = new SignedCommits(asked.reader, asked, graph.commits.keys());
    this.#policies = new Policies(graph, this.#trees, asked.reader);
  }

  async check(line: readonly string[], steps: readonly Step[]): Promise<Result<History>> {
    const { tip, policy } = this.#asked;
    this.#last = policy;
    const judging =
      policy === undefined ? await this.#judgingOf(line) : succeed(new Map(line.map((id) => [id, policy])));
    if (!judging.ok) return judging;
    const all: SignedCommit[] = [];
    for (const { id } of steps) {
      const commit = await this.#commits.of(id);
      if (!commit.ok) return commit;
      all.push(commit.value);
    }
    this.#all = all;
    const merged = await this.#mergeAgain(steps, judging.value);
    if (!merged.ok) return merged;
    this.#merged = merged.value;
    let [guarded, accepted, before] = [0, 0, 0];
    for (const step of steps) {
      const own = judging.value.get(step.main);
      if (own === undefined) {
        before++;
        continue;
      }
      const found = await this.#judge(step, own);
      if (!found.ok) return found;
      if (found.value === "unguarded") continue;
      guarded++;
      if (found.value === "accepted") accepted++;
    }
    const told = await this.#commits.of(tip);
    if (!told.ok) return told;
    return succeed({
      tip: told.value.told,
      commits: steps.length,
      guarded,
      accepted,
      before,
      ...(this.#begins === undefined ? {} : { begins: this.#begins }),
      changed: this.#changed,
      expired: (this.#last?.policy.expires ?? Infinity) <= this.#asked.at.getTime(),
      notes: [...this.#notes].map(([says, commits]) => ({ says, commits })),
      findings: this.#ending === undefined ? this.#findings : [...this.#findings, this.#ending],
    });
  }

  /** The policy that judges each commit of the main branch, the oldest of which comes first: that of its first parent. */
  async #judgingOf(line: readonly string[]): Promise<Result<ReadonlyMap<string, Judging>>> {
    const found = new Map<string, Judging>();
    let unread: readonly Failure[] = [];
    const { base } = this.#asked;
    if (base !== undefined) {
      const kept = await this.#policies.of(base);
      if (!kept.ok) return kept;
      if (kept.value.state === "broken") return { ok: false, failures: kept.value.failures };
      this.#last = kept.value.state === "good" ? kept.value.judging : undefined;
    }
    for (const id of line) {
      if (this.#last !== undefined) found.set(id, this.#last);
      const kept = await this.#policies.of(id);
      if (!kept.ok) return kept;
      const commit = await this.#commits.of(id);
      if (!commit.ok) return commit;
      const { told } = commit.value;
      const { value } = kept;
      if (value.state === "broken") unread = value.failures;
      if (value.state === "good" && value.judging.id !== this.#last?.id) {
        if (this.#last === undefined) this.#begins = told;
        else this.#changed.push(told);
        this.#last = value.judging;
        // In between, the last good one goes on to judge: only an end without one is left to be told.
      } else if (value.state !== "good" && this.#last !== undefined && id === line.at(-1)) {
        const says = value.state === "none" ? "the policy was taken away" : "the policy cannot be read any more";
        const missing = value.state === "broken" ? value.failures.map(({ message }) => message) : [];
        this.#ending = { code: "history-policy", commit: told, main: id, paths: [POLICY_PATH], says, missing };
      }
    }
    if (line.length === 0 || found.size > 0 || this.#begins !== undefined) return succeed(found);
    return fail("history-policy", `Cannot check the history: no tree of it keeps a policy, "${POLICY_PATH}"`, {
      ...(unread.length === 0 ? {} : { details: unread.map(({ message }) => message) }),
      hint: "--policy FILE names one to judge all by; src/history/HISTORY.md says what it is",
    });
  }

  /** What git makes of the merges that may hide something. */
  async #mergeAgain(
    steps: readonly Step[],
    judging: ReadonlyMap<string, Judging>,
  ): Promise<Result<ReadonlyMap<string, string>>> {
    const some: string[] = [];
    for (const { id, main } of steps) {
      const own = judging.get(main);
      if (own === undefined || this.#graph.cut.has(id)) continue;
      const hides = await mayHide({ graph: this.#graph, trees: this.#trees }, id, new Guarded(own.policy));
      if (!hides.ok) return hides;
      if (hides.value) some.push(id);
    }
    const trees = await this.#asked.merge(some.map((id) => this.#graph.commits.get(id)!.parents));
    return trees.ok ? succeed(new Map(some.map((id, i) => [id, trees.value[i]!]))) : trees;
  }

  async #judge(step: Step, judging: Judging): Promise<Result<"unguarded" | "accepted" | "refused">> {
    const guards = new Guarded(judging.policy);
    const comparing = { graph: this.#graph, trees: this.#trees, merged: this.#merged };
    const changes = await ownChanges(comparing, step.id, guards);
    if (!changes.ok) return changes;
    if (changes.value.length === 0) return succeed("unguarded");
    const commits: SignedCommit[] = [];
    for (const id of [step.id, ...mergesOf(step)]) {
      const commit = await this.#commits.of(id);
      if (!commit.ok) return commit;
      commits.push(commit.value);
    }
    this.#noteBeside(commits);
    const [commit, ...through] = commits as [SignedCommit, ...SignedCommit[]];
    const before = this.#findings.length;
    const refuse = (paths: readonly string[], why: Pick<Finding, "code" | "says" | "missing">): void =>
      void this.#findings.push({ ...why, commit: commit.told, main: step.main, paths: paths.map(shown) });
    const isMerge = this.#graph.commits.get(step.id)!.parents.length > 1;
    for (const [rule, paths] of byRule(changes.value, guards)) {
      const refused = refusal({ commit, through, isMerge }, rule, judging.policy, this.#timesUnder(judging));
      if (refused !== undefined) refuse(paths, refused);
    }
    const submodules = changes.value
      .filter(({ after }) => after !== undefined && isSubmodule(after))
      .map(({ path }) => path);
    if (submodules.length > 0)
      refuse(submodules, {
        code: "history-submodule",
        says: "it puts a submodule there, and what is in that is in no commit of this repository",
        missing: [],
      });
    if (this.#findings.length > before) return succeed("refused");
    for (const { words } of commits)
      for (const { verdict } of words) for (const note of verdict.notes) this.#note(`${verdict.fingerprint}: ${note}`);
    return succeed("accepted");
  }

  /** What counts for nobody is told once of each commit, whatever came of it. */
  #noteBeside(commits: readonly SignedCommit[]): void {
    for (const { told, beside } of commits) {
      if (this.#besideTold.has(told.id)) continue;
      this.#besideTold.add(told.id);
      for (const says of beside) this.#note(says);
    }
  }

  #note(says: string): void {
    this.#notes.set(says, (this.#notes.get(says) ?? 0) + 1);
  }

  /** Of the last policy alone: a history may have as many as commits, and each would note all of these. */
  #timesUnder({ policy, id }: Judging): Times {
    if (this.#times?.id !== id)
      this.#times = { id, times: new Times(policy, this.#graph, this.#all, this.#asked.at.getTime()) };
    return this.#times.times;
  }
}

function byRule(changes: readonly Difference[], guards: Guarded): ReadonlyMap<PathRule, readonly string[]> {
  const found = new Map<PathRule, string[]>();
  for (const { path } of changes)
    for (const rule of guards.rules(path)) {
      const own = found.get(rule);
      if (own === undefined) found.set(rule, [path]);
      else own.push(path);
    }
  return found;
}

/** A path as text, whose characters were bytes. */
const shown = (path: string): string => Buffer.from(path, "latin1").toString("utf8");
