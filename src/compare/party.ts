// A party: one machine's or person's account of stages, as manifests or as bare digests, and what all parties claim of
// each stage. Must never let one party say two things of one stage: that is a failure, not a difference.

import type { Sha256 } from "../bytes/sha256.ts";
import { succeed, type Failure, type Result } from "../model/failure.ts";
import type { Manifest } from "../model/manifest.ts";

/** The digest of a stage's tree listing, or of one file of it when there is a path. */
export interface NamedDigest {
  readonly stage: string;
  readonly path?: string;
  readonly sha256: Sha256;
}

export interface Party {
  /** What reports call it: a person, a machine, a folder. */
  readonly name: string;
  readonly manifests: readonly Manifest[];
  /** A weaker account: what came out, but not from what. */
  readonly digests: readonly NamedDigest[];
}

/** What one party says of one stage; at least one of the three is there. */
export interface Claim {
  readonly party: string;
  readonly tree?: Sha256;
  readonly manifest?: Manifest;
  /** Digests of some of its files, by path. */
  readonly files: ReadonlyMap<string, Sha256>;
}

/** Claims by stage and then in the order of the parties. */
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
    for (const [stage, claim] of claimsOf(party, refuse)) claims.set(stage, [...(claims.get(stage) ?? []), claim]);
  }
  return failures.length > 0 ? { ok: false, failures } : succeed(claims);
}

function claimsOf(party: Party, refuse: (found: string) => void): Map<string, Claim> {
  const claims = new Map<string, { party: string; tree?: Sha256; manifest?: Manifest; files: Map<string, Sha256> }>();
  const claimOf = (
    stage: string,
  ): { party: string; tree?: Sha256; manifest?: Manifest; files: Map<string, Sha256> } => {
    const claim = claims.get(stage) ?? { party: party.name, files: new Map() };
    claims.set(stage, claim);
    return claim;
  };
  for (const manifest of party.manifests) {
    const claim = claimOf(manifest.stage);
    const other = claim.manifest;
    if (other !== undefined && (other.key !== manifest.key || other.tree.sha256 !== manifest.tree.sha256))
      refuse(`it has two manifests of stage "${manifest.stage}", which say different things`);
    claim.manifest = manifest;
    claim.tree = manifest.tree.sha256;
  }
  for (const { stage, path, sha256 } of party.digests) {
    const claim = claimOf(stage);
    const other = path === undefined ? claim.tree : claim.files.get(path);
    const what = path === undefined ? `the tree of stage "${stage}"` : `"${path}" of stage "${stage}"`;
    if (other !== undefined && other !== sha256) refuse(`it gives ${what} the digests ${other} and ${sha256}`);
    if (path === undefined) claim.tree = sha256;
    else claim.files.set(path, sha256);
  }
  return claims;
}
