// What a built stage was made from, read from the home and the project, for commands that tell others of it.

import { sha256 } from "../bytes/sha256.ts";
import { storedManifests } from "../engine/manifest-source.ts";
import { verifyClosure } from "../engine/verify-closure.ts";
import { closure as stagesBelow } from "../graph/order.ts";
import { knownStage } from "../inputs/locked-crates.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { Project } from "../recipe/project.ts";
import { billOf, type Bill, type BilledStage } from "../sbom/bill.ts";
import type { Store } from "../store/store.ts";
import { stagesByManifest } from "./stages-by-manifest.ts";
import { pinnedByOwnName } from "./targets.ts";

/** The bill of a stage that is built, whose manifests hold together down to the seed. */
export async function readBill(store: Store, project: Project, target: string): Promise<Result<Bill>> {
  const closure = await verifyClosure(storedManifests(store, project.stages), target, pinnedByOwnName(project));
  if (!closure.ok) return closure;
  const known = await stagesByManifest(store, stagesBelow(project.stages, [target]));
  const stages: BilledStage[] = [];
  for (const { stage, sha256: digest, manifest } of closure.value.manifests) {
    const own = known.get(digest);
    if (own === undefined)
      return fail(
        "not-built",
        `Cannot tell what "${target}" was made from: the manifest of "${stage}" is of none of its stages any more`,
        {
          hint: `run fromseed build ${target}`,
        },
      );
    // With the crates that its locks pin, as far as they are known here.
    const { recipe } = (await knownStage(store, own)) ?? own;
    stages.push({ sha256: digest, manifest, recipe });
  }
  const top = stages.find(({ sha256: digest }) => digest === closure.value.target.sha256)!;
  return succeed(billOf(top, stages, sha256(closure.value.text)));
}
