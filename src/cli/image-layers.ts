// Stages as the layers of an image: whoever exports one, and whoever signs one, takes them from the own store.

import { sha256 } from "../bytes/sha256.ts";
import { storedManifests } from "../engine/manifest-source.ts";
import { verifyClosure } from "../engine/verify-closure.ts";
import { checkOverlay } from "../graph/overlay.ts";
import type { LayerStage } from "../image/documents.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { Project } from "../recipe/project.ts";
import type { Store } from "../store/store.ts";
import { pinnedByOwnName } from "./targets.ts";

/** The stages with what their manifests say, all of which must hold together down to the seed. */
export async function layersOf(
  store: Store,
  project: Project,
  stages: readonly string[],
): Promise<Result<readonly LayerStage[]>> {
  const layers: LayerStage[] = [];
  const trees = [];
  const manifests = storedManifests(store, project.stages);
  for (const stage of stages) {
    const closure = await verifyClosure(manifests, stage, pinnedByOwnName(project));
    if (!closure.ok) return closure;
    const { target, text } = closure.value;
    const tree = await store.tree(target.manifest.tree.sha256);
    if (!tree.ok) return tree;
    trees.push({ stage, tree: tree.value });
    layers.push({ stage, tree: tree.value.sha256, manifest: target.sha256, closure: sha256(text) });
  }
  const clash = checkOverlay(stages.join(" "), trees);
  return clash.ok ? succeed(layers) : clash;
}
