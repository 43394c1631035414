// A party: one machine's or person's account of stages, as manifests or as bare digests, and what all parties claim of
// each stage. Must never choose between two digests that one party gives of one thing: it has a claim for each.

import type { Sha256 } from "../bytes/sha256.ts";
import { succeed, type Failure, type Result } from "../model/failure.ts";
import type { Manifest } from "../model/manifest.ts";

/** The digest of a stage's tree listing, or of one file of it when there is a path. */
export interface NamedDigest {
  readonly stage: string;
  readonly path?: string;
  readonly sha256: Sha256;
}

/** By another algorithm than the store's: it compares with its like alone. */
export interface OtherDigest {
  readonly stage: string;
  readonly path?: string;
  readonly algorithm: "sha512" | "blake2b";
  /** Lower-case hexadecimal. */
  readonly digest: string;
}

export interface Party {
  /** What reports call it: a person, a machine, a folder. */
  readonly name: string;
  readonly manifests: readonly Manifest[];
  /** A weaker account: what came out, but not from what. */
  readonly digests: readonly NamedDigest[];
  readonly others?: readonly OtherDigest[];
}

/** What one party says of one stage; at least one of the three is there. */
export interface Claim {
  readonly party: string;
  readonly tree?: Sha256;
  readonly manifest?: Manifest;
  /** Digests of some of its files, by path. */
  readonly files: ReadonlyMap<string, Sha256>;
  /** Digests by other algorithms, by algorithm and path: "sha512 bin/cc"; of the tree's listing, "sha512 ". */
  readonly others: ReadonlyMap<string, string>;
}

/** Claims by stage and then in the order of the parties. A party that contradicts itself has a claim for each word. */
export type Claims = ReadonlyMap<string, readonly Claim[]>;

/** Gathers what the parties say; fails when a party contradicts itself or two have one name. */
export function gatherClaims(parties: readonly Party[]): Result<Claims> {
  const failures: Failure[] = [];
  const claims = new Map<string, Claim[]>();
  const names = new Set<string>();
  for (const party of parties) {
    const cannot = (found: string, hint?: string): void =>
      void failures.push({
        kind: "failure",
        code: "operand",
        message: `Cannot compare "${party.name}": ${found}`,
        ...(hint === undefined ? {} : { hint }),
      });
    const refuse = (found: string): void => cannot(found, "compare them as two parties");
    if (names.has(party.name)) cannot("two parties have this name");
    names.add(party.name);
    for (const [stage, own] of claimsOf(party, refuse)) claims.set(stage, [...(claims.get(stage) ?? []), ...own]);
  }
  return failures.length > 0 ? { ok: false, failures } : succeed(claims);
}

interface Gathered {
  readonly party: string;
  tree?: Sha256;
  manifest?: Manifest;
  readonly files: Map<string, Sha256>;
  readonly others: Map<string, string>;
}

function claimsOf(party: Party, refuse: (found: string) => void): Map<string, readonly Gathered[]> {
  const claims = new Map<string, Gathered[]>();
  /** The first claim of a stage in which a place is free, or holds the same. */
  const claimFor = (stage: string, fits: (claim: Gathered) => boolean): Gathered => {
    const own = claims.get(stage) ?? [];
    claims.set(stage, own);
    const found = own.find(fits);
    if (found !== undefined) return found;
    const claim = { party: party.name, files: new Map(), others: new Map() };
    own.push(claim);
    return claim;
  };
  for (const manifest of party.manifests) {
    const claim = claimFor(manifest.stage, () => true);
    const other = claim.manifest;
    if (other !== undefined && (other.key !== manifest.key || other.tree.sha256 !== manifest.tree.sha256))
      refuse(`it has two manifests of stage "${manifest.stage}", which say different things`);
    claim.manifest = manifest;
    claim.tree = manifest.tree.sha256;
  }
  for (const { stage, path, sha256 } of party.digests) {
    if (path === undefined) claimFor(stage, ({ tree = sha256 }) => tree === sha256).tree = sha256;
    else claimFor(stage, ({ files }) => (files.get(path) ?? sha256) === sha256).files.set(path, sha256);
  }
  for (const { stage, path = "", algorithm, digest } of party.others ?? []) {
    const name = `${algorithm} ${path}`;
    claimFor(stage, ({ others }) => (others.get(name) ?? digest) === digest).others.set(name, digest);
  }
  return claims;
}
