// The audit of a target: what must be read and trusted to get there, and whether all of it is declared. Everything is
// counted from the recipes, the repository's files and the stored sources; nothing is taken from a list that could go
// stale.

import { byBytes } from "../bytes/order.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import { succeed, type Failure, type Result } from "../model/failure.ts";
import type { Bridge } from "../model/manifest.ts";
import type { Stage } from "../model/recipe.ts";
import { auditLocalFiles, type ReadLines } from "./local-files.ts";
import {
  auditSources,
  sum,
  type Amount,
  type AuditedSource,
  type IdlePath,
  type OpaqueFile,
  type PregeneratedGroup,
  type SourcesAudit,
  type Undeclared,
  type WrittenGroup,
} from "./sources.ts";
import { filesOf, obtainAll } from "../inputs/obtain-all.ts";
import type { Obtaining } from "../inputs/obtaining.ts";

export interface Audit {
  readonly target: string;
  readonly stages: number;
  readonly seed: readonly { readonly text: string; readonly bytes: number; readonly sha256: Sha256 }[];
  /** What was written for this project: sorted by folder and language. */
  readonly own: readonly ReadLines[];
  readonly sources: readonly AuditedSource[];
  readonly patches: readonly { readonly path: string; readonly lines: number }[];
  /** Each group that a recipe declares. In all, a file that several recipes use counts once. */
  readonly pregenerated: Amount & {
    /** Of all: those that a test of this project compares with an independent computation. */
    readonly checked: Amount;
    readonly groups: readonly (Amount & PregeneratedGroup)[];
  };
  readonly written: readonly WrittenGroup[];
  /** Sources that nobody can read, each declared as standing for a part of the way; sorted by name. */
  readonly bridges: readonly Bridge[];
  /** Opaque files in the other sources and the repository's files, declared or not. */
  readonly opaque: readonly OpaqueFile[];
  readonly undeclared: readonly Undeclared[];
  readonly idle: readonly IdlePath[];
  /** Why the audit refuses the target; none when all is declared. */
  readonly faults: readonly Failure[];
}

/** Counts what the open stages of a closure use, and judges it. Sources that are not in the store yet are obtained. */
export async function auditOf(obtaining: Obtaining, target: string, ordered: readonly Stage[]): Promise<Result<Audit>> {
  const recipes = new Map<string, Stage>();
  for (const stage of ordered) {
    const { root, name } = stage.recipe;
    if (!recipes.has(`${root} ${name}`)) recipes.set(`${root} ${name}`, stage);
  }
  const local = await auditLocalFiles([...recipes.values()].map(({ recipe }) => recipe));
  if (!local.ok) return local;
  const missing = await obtainAll(obtaining, filesOf([...recipes.values()].flatMap(({ recipe }) => recipe.sources)));
  if (missing.length > 0) return { ok: false, failures: missing };
  const audited: SourcesAudit[] = [];
  for (const { recipe } of recipes.values()) {
    const own = await auditSources(obtaining, recipe);
    if (!own.ok) return own;
    audited.push(own.value);
  }
  const { opaque, faults, ...counted } = local.value;
  return succeed({
    target,
    stages: ordered.length,
    seed: ordered.flatMap(({ recipe: { build } }) =>
      build.type === "seed" ? [{ text: build.text, bytes: build.size, sha256: build.sha256 }] : [],
    ),
    ...counted,
    sources: distinct(audited.flatMap(({ sources }) => sources)).sort(
      (a, b) => byBytes(a.name, b.name) || byBytes(a.file, b.file),
    ),
    pregenerated: {
      ...sum(distinct(audited.flatMap(({ pregenerated }) => pregenerated))),
      checked: sum(distinct(audited.flatMap(({ checked }) => checked))),
      groups: audited.flatMap(({ groups }) => groups),
    },
    written: audited.flatMap(({ written }) => written),
    bridges: distinct(audited.flatMap((each) => each.bridges)).sort((a, b) => byBytes(a.name, b.name)),
    opaque: [...opaque, ...distinct(audited.flatMap((each) => each.opaque))].sort((a, b) => byBytes(a.path, b.path)),
    undeclared: audited.flatMap(({ undeclared }) => undeclared),
    idle: audited.flatMap(({ idle }) => idle),
    faults: [...faults, ...audited.flatMap((each) => each.faults)],
  });
}

/** The first of each thing that several recipes share. */
function distinct<T>(things: readonly { readonly id: string; readonly thing: T }[]): T[] {
  return [...new Map(things.toReversed().map(({ id, thing }) => [id, thing])).values()].reverse();
}
