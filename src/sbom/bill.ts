// What a bill of materials says, whatever its format: the stages of a closure, the sources that went into each, and what
// of them nobody wrote by hand. Pure. Must never say of a source what neither its recipe nor a verified manifest says.

import { byBytes } from "../bytes/order.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import type { Manifest, OpaqueInput, UsedSource } from "../model/manifest.ts";
import { concernsSource } from "../model/path-pattern.ts";
import { readRelease, type Recipe } from "../model/recipe.ts";

/** A stage's verified manifest, and the recipe that it was built by. */
export interface BilledStage {
  readonly manifest: Manifest;
  /** Digest of the manifest's text. */
  readonly sha256: Sha256;
  readonly recipe: Recipe;
}

export interface BillSource {
  /** What others of the bill refer to it by. */
  readonly ref: string;
  readonly name: string;
  /** Its file's name upstream; absent where only a tree is known. */
  readonly file?: string;
  /** Of the recipe that pins it. */
  readonly version: string;
  /** SPDX expression. */
  readonly licence: string;
  /** Package URL (purl-spec). */
  readonly purl: string;
  /** Of the file; absent where only a tree is known. */
  readonly sha256?: Sha256;
  readonly size?: number;
  /** Of what the steps saw, where it is unpacked. */
  readonly tree?: Sha256;
  /** https addresses that it is had from. */
  readonly urls: readonly string[];
  /** Programs that wrote files in it, each once. */
  readonly pregenerated: readonly string[];
}

export interface BillStage {
  readonly ref: string;
  readonly name: string;
  readonly version: string;
  readonly about: string;
  readonly tree: Sha256;
  readonly manifest: Sha256;
  readonly key: Sha256;
  /** Refs of the stages that it uses, and of its sources. */
  readonly uses: readonly string[];
  readonly sources: readonly string[];
  readonly steps: readonly { readonly name: string; readonly argv: readonly string[] }[];
}

export interface Bill {
  /** Ref of the stage that the bill is of. */
  readonly target: string;
  /** Digest of the closure manifest's text. */
  readonly closure: Sha256;
  /** In the order of the closure manifest. */
  readonly stages: readonly BillStage[];
  /** In byte order of their refs; one that several stages use stands once. */
  readonly sources: readonly BillSource[];
  /** Binary inputs that the target descends from. */
  readonly opaque: readonly OpaqueInput[];
}

export function billOf(target: BilledStage, stages: readonly BilledStage[], closure: Sha256): Bill {
  const refs = new Map(stages.map((stage) => [stage.sha256, stageRef(stage)]));
  const sources = new Map<string, BillSource>();
  for (const { manifest, recipe } of stages) {
    for (const used of manifest.sources) {
      const source = sourceOf(used, recipe);
      const known = sources.get(source.ref);
      const pregenerated = new Set([...(known?.pregenerated ?? []), ...source.pregenerated]);
      sources.set(source.ref, { ...source, pregenerated: [...pregenerated].sort(byBytes) });
    }
  }
  return {
    target: refs.get(target.sha256)!,
    closure,
    stages: stages.map((stage) => ({
      ref: refs.get(stage.sha256)!,
      name: stage.manifest.stage,
      version: stage.manifest.recipe.version,
      about: stage.recipe.about,
      tree: stage.manifest.tree.sha256,
      manifest: stage.sha256,
      key: stage.manifest.key,
      uses: stage.manifest.uses.map((use) => refs.get(use.manifest)!),
      sources: stage.manifest.sources.map((used) => sourceOf(used, stage.recipe).ref),
      steps: stage.recipe.build.type === "steps" ? stage.recipe.build.steps : [],
    })),
    sources: [...sources.values()].sort((a, b) => byBytes(a.ref, b.ref)),
    opaque: target.manifest.opaque,
  };
}

const stageRef = ({ manifest, sha256 }: BilledStage): string => `stage-${manifest.stage}-${sha256.slice(0, 16)}`;

function sourceOf(used: UsedSource, recipe: Recipe): BillSource {
  const pinned = recipe.sources.find(({ name }) => name === used.name);
  const tree = used.type === "archive" ? used.unpacked.tree : used.type === "tree" ? used.tree : undefined;
  const file = used.type === "tree" ? undefined : used;
  return {
    // One archive unpacked in two ways is two things to whoever reads them.
    ref: ["source", used.name, file?.sha256.slice(0, 16), tree?.slice(0, 16)].filter((part) => part).join("-"),
    // What a lock file pins is called by its release (MANIFEST.md).
    ...(file?.lock === undefined ? { name: used.name, version: recipe.version } : readRelease(used.name)),
    licence: (used.type === "tree" ? recipe.own : pinned)?.licence ?? "NOASSERTION",
    purl: used.purl ?? genericPurl(used.name, recipe.version, file?.sha256),
    ...(file === undefined ? {} : { file: file.file, sha256: file.sha256, size: file.size }),
    ...(tree === undefined ? {} : { tree }),
    urls: pinned?.places.flatMap((place) => (place.type === "url" ? [place.url] : [])) ?? [],
    pregenerated: recipe.pregenerated
      .filter(({ paths }) => paths.some(({ path }) => concernsSource(path, used.name)))
      .map(({ by }) => by),
  };
}

/** purl-spec: qualifiers are percent-encoded; `checksum` is a standard one. */
function genericPurl(name: string, version: string, digest: Sha256 | undefined): string {
  const checksum = digest === undefined ? "" : `?checksum=sha256%3A${digest}`;
  return `pkg:generic/${encodeURIComponent(name)}@${encodeURIComponent(version)}${checksum}`;
}
