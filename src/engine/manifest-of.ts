// The manifest of a stage, from what was used and what came out. Pure.

import { byBytes } from "../bytes/order.ts";
import { writeManifest } from "../manifest/write.ts";
import type { Manifest } from "../model/manifest.ts";
import type { Stage } from "../model/recipe.ts";
import type { Tree } from "../model/tree.ts";
import type { Key } from "../graph/key.ts";
import type { Bench } from "../inputs/bench.ts";
import { ARCHITECTURE } from "../inputs/environment.ts";
import type { LocalFile } from "../inputs/local-files.ts";
import type { Outcome } from "./run.ts";

/**
 * Gives the canonical text, and the opaque inputs that the output descends from: inherited ones, its own, and the seed.
 */
export function manifestOf(
  bench: Pick<Bench, "contract">,
  stage: Stage,
  key: Key,
  files: readonly LocalFile[],
  used: ReadonlyMap<string, Outcome>,
  own: Manifest["opaque"],
  tree: Tree,
): { readonly text: string; readonly opaque: Manifest["opaque"] } {
  const recipe = stage.recipe;
  const inherited = new Map([...used.values()].flatMap((outcome) => outcome.opaque).map((each) => [each.name, each]));
  for (const each of own) inherited.set(each.name, each);
  if (recipe.build.type === "seed")
    inherited.set(recipe.name, { name: recipe.name, size: recipe.build.size, sha256: recipe.build.sha256 });
  const opaque = [...inherited.values()].sort((a, b) => byBytes(a.name, b.name));
  const text = writeManifest({
    stage: stage.name,
    recipe: { name: recipe.name, version: recipe.version },
    architecture: ARCHITECTURE,
    contract: bench.contract,
    key: key.sha256,
    keyText: key.text,
    tree,
    uses: [...used]
      .map(([name, outcome]) => ({ stage: name, tree: outcome.tree, manifest: outcome.manifest }))
      .sort((a, b) => byBytes(a.stage, b.stage)),
    sources: [...recipe.sources]
      .sort((a, b) => byBytes(a.name, b.name))
      .map(({ name, file, size, sha256, unpack }) => ({
        name,
        file,
        size,
        sha256,
        ...(unpack === undefined ? {} : { tree: unpack.tree }),
      })),
    files: files.map(({ path, sha256 }) => ({ path, sha256 })),
    opaque,
  });
  return { text, opaque };
}
