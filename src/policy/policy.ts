// Policy: whose word is needed, on what, for a thing to be accepted. POLICY.md gives the text, its grammar and its
// meaning; parse.ts reads it. Must never hold who has signed anything: that is weighed against it.

import type { Sha256 } from "../bytes/sha256.ts";
import { bareDigest, type OpaqueInput } from "../model/manifest.ts";

/** Milliseconds since 1970, UTC. */
export type Time = number;

/** One key, by the name that the policy gives it. */
export interface Signer {
  readonly type: "signer";
  readonly name: string;
  /** Of an OpenPGP certificate, in lower-case hexadecimal, or `SHA256:...` of an SSH key. */
  readonly fingerprint: string;
  /** The first moment at which a signature of it counts. */
  readonly from?: Time;
  /** The first moment at which none counts any more. */
  readonly until?: Time;
  /** Since when somebody else may have had it. */
  readonly compromised?: Time;
  /** What a security key must say of a signature: that it was touched, that it asked for its PIN. */
  readonly asks: readonly ("touch" | "pin")[];
}

/** One human with any number of keys: one vote, wherever they stand. */
export interface Person {
  readonly type: "person";
  readonly name: string;
  readonly signers: readonly Signer[];
}

export interface Group {
  readonly type: "group";
  readonly name: string;
  readonly needs: number;
  readonly members: readonly PolicyNode[];
}

/** What may be a member. A signer that belongs to no person counts as one. */
export type PolicyNode = Signer | Person | Group;

/** What is asked of somebody for a stage, the later the more. */
export const DEEDS = ["signed", "built", "checked"] as const;
export type Deed = (typeof DEEDS)[number];

/** What is asked of the machines, as observations claim them: that they differ, or that somebody interpreted. */
export const TRAITS = ["vendors", "kernels", "distributions", "interpreted"] as const;
export type Trait = (typeof TRAITS)[number];

/** What is asked for the stages that a pattern names. */
export interface StageRule {
  /** Names, in which "*" stands for any run of characters. */
  readonly patterns: readonly string[];
  readonly needs: PolicyNode;
  readonly deed: Deed;
  /** How many different ones there must be among those who count; of "interpreted", how many of them. */
  readonly diversity: readonly { readonly trait: Trait; readonly least: number }[];
  /** Of its line, from 1. */
  readonly line: number;
}

/** What is asked of changes of files: that they are signed, or that another person has signed what brought them in. */
export const CARES = ["signed", "reviewed"] as const;
export type Care = (typeof CARES)[number];

/** What is asked for changes of the paths that a rule names. */
export interface PathRule {
  /** A path; with a "/" at its end all below it; "*" for all. */
  readonly paths: readonly string[];
  readonly needs: PolicyNode;
  readonly care: Care;
  /** Of its line, from 1. */
  readonly line: number;
}

/** What may not be from source: nothing but these. */
export interface OpaqueRule {
  /** Whether files are accepted that are no bridges: of sources, declared as what other programs wrote. */
  readonly files: boolean;
  /** Bridges, by their names and the digests of what the steps see of them. */
  readonly bridges: readonly { readonly name: string; readonly digest: Sha256 }[];
}

/** Those that a rule does not accept; a seed always is. */
export function refusedBy(rule: OpaqueRule, inputs: readonly OpaqueInput[]): readonly OpaqueInput[] {
  return inputs.filter((input) => {
    if (input.type === "seed") return false;
    if (input.type === "file") return !rule.files;
    return !rule.bridges.some(({ name, digest }) => name === input.name && digest === bareDigest(input));
  });
}

/** How a policy changes. */
export interface Succession {
  readonly name: string;
  readonly version: number;
  /** Who must sign the next version. */
  readonly changes: PolicyNode;
}

export interface Policy {
  /** Whose signatures each manifest needs. */
  readonly quorum?: PolicyNode;
  /** The first that names a stage says what is asked for it. */
  readonly stages: readonly StageRule[];
  /** The first that names a path of a repository says what is asked for its changes (src/history/HISTORY.md). */
  readonly paths: readonly PathRule[];
  /** What else than a seed a target may descend from; without a rule whatever it does. */
  readonly opaque?: OpaqueRule;
  readonly succession?: Succession;
  /** From when on it accepts nothing. */
  readonly expires?: Time;
  /** In the order of the text. */
  readonly signers: readonly Signer[];
  readonly persons: readonly Person[];
}

/** The rule for a stage; undefined when no line names it. */
export function ruleFor(policy: Policy, stage: string): StageRule | undefined {
  return policy.stages.find(({ patterns }) => patterns.some((pattern) => names(pattern, stage)));
}

function names(pattern: string, stage: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^]*")}$`).test(stage);
}

/** All signers at or below a node. */
export function signersOf(node: PolicyNode): readonly Signer[] {
  if (node.type === "signer") return [node];
  return node.type === "person" ? node.signers : node.members.flatMap(signersOf);
}

/** Those who have a vote at or below a node: persons, and signers that belong to none. Each once. */
export function votersOf(node: PolicyNode): readonly (Person | Signer)[] {
  return node.type === "group" ? [...new Set(node.members.flatMap(votersOf))] : [node];
}

/** Whose vote a signer's word is: the person's that it belongs to, else its own. */
export function voterOf({ persons }: Policy, signer: Signer): Person | Signer {
  return persons.find(({ signers }) => signers.includes(signer)) ?? signer;
}

/** The name of somebody who could vote by way of two of these members. */
export function firstTwice(members: readonly PolicyNode[]): string | undefined {
  const seen = new Set<PolicyNode>();
  for (const member of members)
    for (const voter of votersOf(member)) {
      if (seen.has(voter)) return voter.name;
      seen.add(voter);
    }
  return undefined;
}
