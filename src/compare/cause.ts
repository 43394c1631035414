// Why a stage's trees differ: it starts here (same inputs, another output), its own inputs differ, or it inherits a
// difference. Must never call a difference the stage's own when a used stage can explain it.

import type { Sha256 } from "../bytes/sha256.ts";
import { explainKey } from "../graph/explain.ts";
import type { Claim, Claims } from "./party.ts";

/** One part of the key, and who has which line for it; undefined where the key has no such part. */
export interface PartDifference {
  readonly part: string;
  readonly values: readonly { readonly value: string | undefined; readonly parties: readonly string[] }[];
}

export type Cause =
  /**
   * These parties built it from the same key and got different trees. Not certain when a party gave digests only: then
   * what it used agrees.
   */
  | { readonly type: "origin"; readonly certain: true; readonly key: Sha256; readonly parties: readonly string[] }
  | { readonly type: "origin"; readonly certain: false; readonly parties: readonly string[] }
  /** They built it from different recipes, sources, files, environments, or from other stages. */
  | { readonly type: "inputs"; readonly parts: readonly PartDifference[] }
  /** They built it in the same way from used stages whose trees differ. */
  | { readonly type: "inherited"; readonly from: readonly string[] }
  /** These parties gave digests only, and not enough of them to tell. */
  | { readonly type: "unknown"; readonly parties: readonly string[] };

/** The causes of one stage's difference, the gravest first; several when parties differ for different reasons. */
export function causesOf(stage: string, claims: Claims): readonly Cause[] {
  const own = claims.get(stage) ?? [];
  const known = own.filter((claim) => claim.manifest !== undefined);
  const weak = own
    .filter((claim) => claim.manifest === undefined)
    .map((claim) => ({ claim, ...weakCause(claim, own, claims) }));
  const doubted = weak.filter((each) => each.type === "origin");
  const doubtedParties = own
    .map((claim) => claim.party)
    .filter((party) => doubted.some((each) => each.claim.party === party || each.against.includes(party)));
  const { parts, inherited } = keyDifferences(known);
  const from = [...new Set([...inherited, ...weak.flatMap((each) => each.from)])];
  const unknown = weak.filter((each) => each.type === "unknown").map((each) => each.claim.party);
  const causes: readonly Cause[] = [
    ...origins(known),
    ...(doubted.length > 0 ? [{ type: "origin", certain: false, parties: doubtedParties } as const] : []),
    ...(parts.length > 0 ? [{ type: "inputs", parts } as const] : []),
    ...(from.length > 0 ? [{ type: "inherited", from } as const] : []),
    ...(unknown.length > 0 ? [{ type: "unknown", parties: unknown } as const] : []),
  ];
  return causes.length > 0 ? causes : [{ type: "unknown", parties: own.map((claim) => claim.party) }];
}

/** Parties that agree in the key and not in the tree. */
function origins(known: readonly Claim[]): readonly Cause[] {
  const byKey = Map.groupBy(known, (claim) => claim.manifest!.key);
  return [...byKey]
    .filter(([, claims]) => new Set(claims.map((claim) => claim.tree)).size > 1)
    .map(([key, claims]) => ({ type: "origin", certain: true, key, parties: claims.map((claim) => claim.party) }));
}

/** The parts in which keys differ; those that are another tree of the same used stage are inherited. */
function keyDifferences(known: readonly Claim[]): {
  readonly parts: readonly PartDifference[];
  readonly inherited: readonly string[];
} {
  const [first, ...others] = known;
  if (first === undefined) return { parts: [], inherited: [] };
  const changes = new Map(
    others.map((claim) => [
      claim.party,
      new Map(explainKey(first.manifest!.keyText, claim.manifest!.keyText).map((change) => [change.part, change])),
    ]),
  );
  const parts: PartDifference[] = [];
  const inherited: string[] = [];
  for (const part of new Set([...changes.values()].flatMap((each) => [...each.keys()]))) {
    const { kind, name, before } = [...changes.values()].flatMap((each) => each.get(part) ?? [])[0]!;
    const valueOf = (claim: Claim): string | undefined => {
      const change = changes.get(claim.party)?.get(part);
      return change === undefined ? before : change.after;
    };
    const values = [...Map.groupBy(known, valueOf)].map(([value, claims]) => ({
      value,
      parties: claims.map((claim) => claim.party),
    }));
    if (kind === "use" && values.every(({ value }) => value !== undefined)) inherited.push(name);
    else parts.push({ part, values });
  }
  return { parts, inherited };
}

interface WeakCause {
  readonly type: "origin" | "inherited" | "unknown" | "none";
  /** Parties with manifests that got another tree from used trees that agree with this party's. */
  readonly against: readonly string[];
  readonly from: readonly string[];
}

/**
 * What the digests of a party without a manifest tell: whether the trees it has of the used stages agree with
 * another's.
 */
function weakCause(claim: Claim, own: readonly Claim[], claims: Claims): WeakCause {
  const conflicting = own.filter((other) => conflicts(claim, other));
  const others = conflicting.filter((other) => other.manifest !== undefined);
  if (others.length === 0) {
    const vouched = own.some((other) => other.manifest !== undefined && other.tree === claim.tree);
    return { type: conflicting.length > 0 && !vouched ? "unknown" : "none", against: [], from: [] };
  }
  const against: string[] = [];
  const from = new Set<string>();
  for (const other of others) {
    const uses = other.manifest!.uses.map((use) => ({
      ...use,
      own: claims.get(use.stage)?.find((each) => each.party === claim.party)?.tree,
    }));
    const differing = uses.filter((use) => use.own !== undefined && use.own !== use.tree);
    for (const use of differing) from.add(use.stage);
    if (uses.every((use) => use.own === use.tree)) against.push(other.party);
  }
  if (against.length > 0) return { type: "origin", against, from: [] };
  return { type: from.size > 0 ? "inherited" : "unknown", against, from: [...from] };
}

/** Whether two claims cannot both be true of one tree. */
export function conflicts(a: Claim, b: Claim): boolean {
  if (a.tree !== undefined && b.tree !== undefined && a.tree !== b.tree) return true;
  for (const [name, digest] of a.others) if ((b.others.get(name) ?? digest) !== digest) return true;
  return fileConflict(a, b) || fileConflict(b, a);
}

function fileConflict(a: Claim, b: Claim): boolean {
  const entries =
    b.manifest === undefined || a.files.size === 0
      ? undefined
      : new Map(b.manifest.tree.entries.map((entry) => [entry.path, entry]));
  for (const [path, digest] of a.files) {
    const entry = entries?.get(path);
    if (entries !== undefined && (entry?.type !== "file" || entry.sha256 !== digest)) return true;
    if (b.files.has(path) && b.files.get(path) !== digest) return true;
  }
  return false;
}
