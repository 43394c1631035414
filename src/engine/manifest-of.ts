// The manifest of a stage, from what was used and what came out. Pure.

import { sha256, type Sha256 } from "../bytes/sha256.ts";
import type { Key } from "../graph/key.ts";
import { FORMAT_VERSION } from "../manifest/format.ts";
import { unionOfOpaque } from "../manifest/opaque.ts";
import { writeManifest } from "../manifest/write.ts";
import type { Manifest, OpaqueInput } from "../model/manifest.ts";
import { isBridge, type BridgeWords, type Stage } from "../model/recipe.ts";
import type { Tree } from "../model/tree.ts";
import { ARCHITECTURE } from "../inputs/environment.ts";
import type { LocalFile } from "../inputs/local-files.ts";
import { usedSources } from "../inputs/used-sources.ts";
import { inOrder } from "./closure-manifest.ts";
import type { Outcome } from "./run.ts";

/** What a stage is made from, as its manifest tells it. */
export type Origin = Omit<Manifest, "tree" | "opaque"> & {
  /** What is said of the bridges that the stage itself brings, by their names; absent where it brings none. */
  readonly bridges?: Readonly<Record<string, BridgeWords>>;
};

export function originOf(
  made: { readonly contract: number; readonly key: Key; readonly files: readonly LocalFile[] },
  stage: Stage,
  used: ReadonlyMap<string, Pick<Outcome, "tree" | "manifest">>,
): Origin {
  const { recipe } = stage;
  const bridges = Object.fromEntries(recipe.sources.filter(isBridge).map(({ name, bridge }) => [name, bridge]));
  return {
    stage: stage.ownName,
    recipe: { name: recipe.name, version: recipe.version },
    architecture: ARCHITECTURE,
    contract: made.contract,
    key: made.key.sha256,
    keyText: made.key.text,
    uses: inOrder(
      stage.uses.map((use) => {
        const { tree, manifest } = used.get(use.stage)!;
        return { stage: use.ownName, tree, manifest };
      }),
    ),
    sources: usedSources(recipe),
    files: made.files.map(({ path, executable, sha256 }) => ({ path, executable, sha256 })),
    ...(Object.keys(bridges).length === 0 ? {} : { bridges }),
  };
}

/**
 * Tells whether a manifest that was written still says where its stage comes from. It changes with more than the key: an
 * archive that unpacks to the same tree asks for no build, but for another manifest.
 */
export function originDigest({ keyText: _, ...origin }: Origin): Sha256 {
  // Each run asks this of each stage; nobody else reads it, so that the order in which originOf writes will do.
  return sha256(JSON.stringify({ version: FORMAT_VERSION, ...origin }));
}

/**
 * Gives the canonical text, and the opaque inputs that the output descends from: inherited ones, its own, and the seed.
 */
export function manifestOf(
  origin: Origin,
  stage: Stage,
  brought: readonly OpaqueInput[],
  tree: Tree,
): { readonly text: string; readonly opaque: readonly OpaqueInput[] } {
  const { name, build } = stage.recipe;
  const seed = build.type === "seed" ? [{ type: "seed", name, size: build.size, sha256: build.sha256 } as const] : [];
  const opaque = unionOfOpaque([...seed, ...brought]);
  return { text: writeManifest({ ...origin, tree, opaque }), opaque };
}
