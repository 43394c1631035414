// The policies that trees keep, and which of them judges a commit of the main branch: the one before it. Must never let a
// change of the policy judge itself, nor end a policy by breaking it.

import type { ObjectReader } from "../git/object-reader.ts";
import type { Trees } from "../git/tree.ts";
import { fail, succeed, type Failure, type Result } from "../model/failure.ts";
import { parsePolicy } from "../policy/parse.ts";
import type { Policy } from "../policy/policy.ts";
import type { CommitGraph } from "./commit-graph.ts";
import { POLICY_PATH } from "./guarded.ts";

export interface Judging {
  readonly policy: Policy;
  /** What tells it from another: the object's name, or where it was given. */
  readonly id: string;
}

/** What a tree has at the policy's path. */
export type Kept =
  | { readonly state: "none" }
  | { readonly state: "good"; readonly judging: Judging }
  | { readonly state: "broken"; readonly failures: readonly Failure[] };

export class Policies {
  readonly #graph: CommitGraph;
  readonly #trees: Trees;
  readonly #reader: ObjectReader;
  readonly #read = new Map<string, Kept>();

  constructor(graph: CommitGraph, trees: Trees, reader: ObjectReader) {
    this.#graph = graph;
    this.#trees = trees;
    this.#reader = reader;
  }

  async of(commit: string): Promise<Result<Kept>> {
    const entry = await this.#trees.entry(this.#graph.commits.get(commit)!.tree, POLICY_PATH);
    if (!entry.ok) return entry;
    if (entry.value === undefined) return succeed({ state: "none" });
    const { id, mode } = entry.value;
    const known = this.#read.get(`${mode} ${id}`);
    if (known !== undefined) return succeed(known);
    if (!mode.startsWith("100")) {
      const { failures } = fail(
        "policy-form",
        `Cannot read policy "${POLICY_PATH}" of commit "${commit}": it is no file`,
      );
      return succeed({ state: "broken", failures });
    }
    const bytes = await this.#reader.read("blob", id);
    if (!bytes.ok) return bytes;
    const parsed = parsePolicy(bytes.value.toString(), POLICY_PATH);
    const read = parsed.ok ? asksForPaths(parsed.value, POLICY_PATH) : parsed;
    const kept: Kept = read.ok
      ? { state: "good", judging: { policy: read.value, id } }
      : { state: "broken", failures: read.failures };
    this.#read.set(`${mode} ${id}`, kept);
    return succeed(kept);
  }
}

/** A policy that can judge a history; `file` is where it came from. */
export function asksForPaths(policy: Policy, file: string): Result<Policy> {
  return policy.paths.length > 0
    ? succeed(policy)
    : fail("policy-form", `Cannot check the history by policy "${file}": it has no paths line`);
}
