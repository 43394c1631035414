// Whether the signatures that are good make up what a policy asks for, and if not, exactly what is missing.
// Must never count anything but a good signature, nor one signer twice.

import type { Policy, PolicyNode } from "./policy.ts";
import type { Verdict } from "./verdict.ts";

/** One signer or group, and how far it is fulfilled. */
export type Standing =
  | {
      readonly type: "signer";
      readonly name: string;
      readonly fingerprint: string;
      readonly satisfied: boolean /** Of this signer's signature. */;
      readonly says: string;
    }
  | {
      readonly type: "group";
      readonly name: string;
      readonly needs: number;
      readonly has: number;
      readonly satisfied: boolean;
      readonly members: readonly Standing[];
    };

export interface Quorum {
  readonly satisfied: boolean;
  readonly standing: Standing;
  /** What is missing, one line each, from the quorum down; empty when nothing is. */
  readonly missing: readonly string[];
}

/** Weighs verdicts under a policy. `known` holds the fingerprints of the certificates that were at hand. */
export function weigh(policy: Policy, verdicts: readonly Verdict[], known: ReadonlySet<string>): Quorum {
  const standing = standingOf(policy.quorum, verdicts, known);
  return { satisfied: standing.satisfied, standing, missing: missingLines(standing, 0) };
}

function standingOf(node: PolicyNode, verdicts: readonly Verdict[], known: ReadonlySet<string>): Standing {
  if (node.type === "signer") {
    const { name, fingerprint } = node;
    const own = verdicts.filter((verdict) => verdict.fingerprint === fingerprint);
    const satisfied = own.some((verdict) => verdict.status === "good");
    const says = !known.has(fingerprint)
      ? "its certificate is not among the keys"
      : own.length === 0
        ? "no signature"
        : own.map((verdict) => verdict.says).join("; ");
    return { type: "signer", name, fingerprint, satisfied, says };
  }
  const members = node.members.map((member) => standingOf(member, verdicts, known));
  const has = members.filter((member) => member.satisfied).length;
  return { type: "group", name: node.name, needs: node.needs, has, satisfied: has >= node.needs, members };
}

function missingLines(standing: Standing, depth: number): readonly string[] {
  if (standing.satisfied) return [];
  const indent = "  ".repeat(depth);
  if (standing.type === "signer")
    return [`${indent}signer "${standing.name}" (${standing.fingerprint}): ${standing.says}`];
  const open = standing.members.filter((member) => !member.satisfied);
  const head = `${indent}group "${standing.name}" has ${standing.has} of ${standing.needs}: ${standing.needs - standing.has} more of these ${open.length}`;
  return [head, ...open.flatMap((member) => missingLines(member, depth + 1))];
}
