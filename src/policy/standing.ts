// Whether those who count make up what a policy asks for, and if not, exactly what is missing. Must never give one
// person two votes in a group.

import type { PolicyNode, Signer } from "./policy.ts";

/** One signer, person or group, and how far it is fulfilled. */
export type Standing =
  | {
      readonly type: "signer";
      readonly name: string;
      readonly fingerprint: string;
      readonly satisfied: boolean;
      /** Of what this signer did. */
      readonly says: string;
    }
  | {
      readonly type: "person";
      readonly name: string;
      readonly satisfied: boolean;
      /** Of each key. */
      readonly members: readonly Standing[];
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
  /** What is missing, one line each, from the node down; empty when nothing is. */
  readonly missing: readonly string[];
}

/** What one signer did, as far as it counts. */
export interface Done {
  readonly satisfied: boolean;
  readonly says: string;
}

/** Weighs what signers did under a node of a policy. */
export function weigh(node: PolicyNode, done: (signer: Signer) => Done): Quorum {
  const standing = standingOf(node, done);
  return { satisfied: standing.satisfied, standing, missing: missingLines(standing, 0) };
}

function standingOf(node: PolicyNode, done: (signer: Signer) => Done): Standing {
  switch (node.type) {
    case "signer": {
      const { name, fingerprint } = node;
      return { type: "signer", name, fingerprint, ...done(node) };
    }
    case "person": {
      const members = node.signers.map((signer) => standingOf(signer, done));
      return { type: "person", name: node.name, satisfied: members.some(({ satisfied }) => satisfied), members };
    }
    case "group": {
      const members = node.members.map((member) => standingOf(member, done));
      const has = members.filter((member) => member.satisfied).length;
      return { type: "group", name: node.name, needs: node.needs, has, satisfied: has >= node.needs, members };
    }
  }
}

function missingLines(standing: Standing, depth: number): readonly string[] {
  if (standing.satisfied) return [];
  const indent = "  ".repeat(depth);
  if (standing.type === "signer")
    return [`${indent}signer "${standing.name}" (${standing.fingerprint}): ${standing.says}`];
  if (standing.type === "person") {
    const keys = standing.members.flatMap((key) => (key.type === "signer" ? [`${key.name}: ${key.says}`] : []));
    return [`${indent}person "${standing.name}": ${keys.join("; ")}`];
  }
  const open = standing.members.filter((member) => !member.satisfied);
  const head = `${indent}group "${standing.name}" has ${standing.has} of ${standing.needs}: ${standing.needs - standing.has} more of these ${open.length}`;
  return [head, ...open.flatMap((member) => missingLines(member, depth + 1))];
}
