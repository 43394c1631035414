// Which stage the home has a manifest of, by the manifest's digest: two stages of one own name, as of two versions of a
// project, are told apart by that alone.

import { sha256, type Sha256 } from "../bytes/sha256.ts";
import type { Stage } from "../model/recipe.ts";
import type { Store } from "../store/store.ts";

/** The stages by the digests of their last manifests here, as far as there are any; the first of those that share one. */
export async function stagesByManifest(store: Store, stages: Iterable<Stage>): Promise<ReadonlyMap<Sha256, Stage>> {
  const found = new Map<Sha256, Stage>();
  for (const stage of stages) {
    const text = await store.text("manifests", `${stage.name}.json`);
    if (!text.ok || text.value === undefined) continue;
    const digest = sha256(text.value);
    if (!found.has(digest)) found.set(digest, stage);
  }
  return found;
}
