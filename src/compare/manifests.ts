// Manifests of any number of parties to one difference: per stage whether all agree, who has what, who says nothing,
// and where differences begin. Must never take silence for a difference, nor for agreement.

import { canonicalJson, type Json } from "../bytes/canonical-json.ts";
import { byBytes } from "../bytes/order.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { Manifest } from "../model/manifest.ts";
import { causesOf, conflicts, type Cause } from "./cause.ts";
import { gatherClaims, type Claim, type OtherDigest, type Party } from "./party.ts";
import { stageOrder } from "./stage-order.ts";
import { compareTrees, type TreeDifference } from "./trees.ts";

/** Parties that agree on a tree, in the order in which they were given. */
export interface Variant {
  readonly tree: Sha256;
  readonly parties: readonly string[];
}

export interface StageComparison {
  readonly stage: string;
  readonly verdict: "same" | "differs";
  /** Every tree that some party has; the first party's comes first. */
  readonly variants: readonly Variant[];
  /** Parties that gave digests of some files and no tree. */
  readonly filesOnly: readonly string[];
  /** Parties that say nothing of this stage. */
  readonly absent: readonly string[];
  /** Whether parties came to the same tree from different keys. */
  readonly keysDiffer: boolean;
  /**
   * What manifests tell differently of the same tree by the same key, as an archive that gives one tree however it is
   * packed: whoever signed one of them has not signed the others.
   */
  readonly toldDifferently: readonly string[];
  /** Empty when the verdict is "same". */
  readonly causes: readonly Cause[];
  /**
   * Where a difference begins: what differs between the trees whose entries are known, one for each of `variants` here.
   */
  readonly trees?: { readonly variants: readonly Variant[]; readonly difference: TreeDifference };
  /**
   * Files of which parties gave digests, where these or those of manifests differ; undefined where a tree has no such
   * file. The path of a tree's listing is empty.
   */
  readonly files: readonly {
    readonly path: string;
    readonly algorithm: "sha256" | OtherDigest["algorithm"];
    readonly values: readonly { readonly digest: string | undefined; readonly parties: readonly string[] }[];
  }[];
}

export interface Comparison {
  readonly parties: readonly string[];
  /** Used stages before those that use them. */
  readonly stages: readonly StageComparison[];
  /** The first stages that differ although their inputs agree. */
  readonly origins: readonly string[];
  /** Parties that give two digests of one thing, and of which stages. */
  readonly contradictions: readonly { readonly party: string; readonly stage: string }[];
  /** Nothing differs but not every party covers every stage: incomplete. No two tell of the same thing: unrelated. */
  readonly conclusion: "same" | "incomplete" | "conflict" | "unrelated";
}

/** Compares what parties say of stages; fails when one has two manifests of a stage that say different things. */
export function compareManifests(parties: readonly Party[]): Result<Comparison> {
  const claims = gatherClaims(parties);
  if (!claims.ok) return claims;
  const names = parties.map((party) => party.name);
  const stages = stageOrder(claims.value).map((stage) => {
    const own = claims.value.get(stage)!;
    const differs = own.some((claim, index) => own.slice(index + 1).some((other) => conflicts(claim, other)));
    return compareStage(stage, own, names, differs ? causesOf(stage, claims.value) : []);
  });
  const origins = stages
    .filter((stage) => stage.causes.some((cause) => cause.type === "origin"))
    .map((stage) => stage.stage);
  const complete = stages.every((stage) => stage.absent.length === 0 && stage.filesOnly.length === 0);
  const common = [...claims.value.values()].some(haveCommon);
  const contradictions = [...claims.value].flatMap(([stage, own]) =>
    names.filter((party) => own.filter((claim) => claim.party === party).length > 1).map((party) => ({ party, stage })),
  );
  const agreed = !common && names.length > 1 ? "unrelated" : complete ? "same" : "incomplete";
  return succeed({
    parties: names,
    stages,
    origins,
    contradictions,
    conclusion: stages.some((stage) => stage.verdict === "differs") ? "conflict" : agreed,
  });
}

function compareStage(
  stage: string,
  claims: readonly Claim[],
  parties: readonly string[],
  causes: readonly Cause[],
): StageComparison {
  const trees = treesOf(claims, causes);
  const keysDiffer = causes.length === 0 && new Set(claims.flatMap((claim) => claim.manifest?.key ?? [])).size > 1;
  return {
    stage,
    verdict: causes.length > 0 ? "differs" : "same",
    variants: variantsOf(claims),
    filesOnly: [...new Set(claims.filter((claim) => claim.tree === undefined).map((claim) => claim.party))],
    absent: parties.filter((party) => !claims.some((claim) => claim.party === party)),
    keysDiffer,
    toldDifferently: causes.length > 0 || keysDiffer ? [] : differentWords(claims),
    causes,
    ...(trees === undefined ? {} : { trees }),
    files: [...filesOf(claims), ...otherFilesOf(claims)],
  };
}

/** The parts of manifests, beside key and tree, that are not the same for all who gave one. */
function differentWords(claims: readonly Claim[]): readonly string[] {
  const told = claims.flatMap(({ manifest }) => (manifest === undefined ? [] : [partsOf(manifest)]));
  const parts = new Set(told.flatMap((each) => [...each.keys()]));
  return [...parts].filter((part) => new Set(told.map((each) => each.get(part))).size > 1);
}

function partsOf({ recipe, sources, opaque }: Manifest): ReadonlyMap<string, string> {
  const text = (value: unknown): string => canonicalJson(value as Json);
  return new Map([
    ["recipe", text(recipe)],
    ...sources.map((source) => [`source ${source.name}`, text(source)] as const),
    ...opaque.map((input) => [`opaque ${input.name}`, text(input)] as const),
  ]);
}

function variantsOf(claims: readonly Claim[]): readonly Variant[] {
  const byTree = Map.groupBy(
    claims.filter((claim) => claim.tree !== undefined),
    (claim) => claim.tree!,
  );
  return [...byTree].map(([tree, own]) => ({ tree, parties: own.map((claim) => claim.party) }));
}

/** Only where differences begin: elsewhere they follow from those, and would hide them. */
function treesOf(claims: readonly Claim[], causes: readonly Cause[]): StageComparison["trees"] {
  const parties = new Set(causes.flatMap((cause) => (cause.type === "origin" ? cause.parties : [])));
  const known = claims.filter((claim) => claim.manifest !== undefined && parties.has(claim.party));
  const variants = variantsOf(known);
  if (variants.length < 2) return undefined;
  return {
    variants,
    difference: compareTrees(...variants.map(({ tree }) => known.find((claim) => claim.tree === tree)!.manifest!.tree)),
  };
}

function filesOf(claims: readonly Claim[]): StageComparison["files"] {
  const paths = [...new Set(claims.flatMap((claim) => [...claim.files.keys()]))].sort(byBytes);
  const digests = claims.map((claim) => ({
    claim,
    own: new Map([
      ...(claim.manifest?.tree.entries ?? []).flatMap((entry) =>
        entry.type === "file" ? [[entry.path, entry.sha256] as const] : [],
      ),
      ...claim.files,
    ]),
  }));
  return paths.flatMap((path) => {
    const speakers = digests.filter(({ claim, own }) => claim.manifest !== undefined || own.has(path));
    const values = [...Map.groupBy(speakers, ({ own }) => own.get(path))].map(([digest, group]) => ({
      digest,
      parties: group.map(({ claim }) => claim.party),
    }));
    return values.length > 1 ? [{ path, algorithm: "sha256" as const, values }] : [];
  });
}

/** The same of digests by other algorithms, which are compared with their like alone. */
function otherFilesOf(claims: readonly Claim[]): StageComparison["files"] {
  const names = [...new Set(claims.flatMap(({ others }) => [...others.keys()]))].sort(byBytes);
  return names.flatMap((name) => {
    const space = name.indexOf(" ");
    const algorithm = name.slice(0, space) as OtherDigest["algorithm"];
    const speakers = claims.filter(({ others }) => others.has(name));
    const values = [...Map.groupBy(speakers, ({ others }) => others.get(name))].map(([digest, group]) => ({
      digest,
      parties: group.map(({ party }) => party),
    }));
    return values.length > 1 ? [{ path: name.slice(space + 1), algorithm, values }] : [];
  });
}

/** What a claim tells of, so that two can be compared: the tree, files, and digests by other algorithms. */
function toldOf({ tree, manifest, files, others }: Claim): readonly string[] {
  const entries = manifest?.tree.entries ?? [];
  return [
    ...(tree === undefined ? [] : ["tree"]),
    ...entries.map(({ path }) => `file ${path}`),
    ...[...files.keys()].map((path) => `file ${path}`),
    ...others.keys(),
  ];
}

/** Whether any two parties tell of the same thing at all. */
function haveCommon(claims: readonly Claim[]): boolean {
  const told = new Map<string, string>();
  for (const claim of claims)
    for (const each of toldOf(claim)) {
      const first = told.get(each);
      if (first !== undefined && first !== claim.party) return true;
      told.set(each, claim.party);
    }
  return false;
}
