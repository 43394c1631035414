// fromseed sbom: what a stage was made from, as a bill of materials in a format that other programs read.

import { sha256 } from "../../bytes/sha256.ts";
import { storedManifests } from "../../engine/manifest-source.ts";
import { verifyClosure } from "../../engine/verify-closure.ts";
import { fail, succeed, type Result } from "../../model/failure.ts";
import { billOf, type Bill, type BilledStage } from "../../sbom/bill.ts";
import { cyclonedx } from "../../sbom/cyclonedx.ts";
import { spdx } from "../../sbom/spdx.ts";
import type { Project } from "../../recipe/project.ts";
import type { Store } from "../../store/store.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { oneStage, pinnedTrees } from "../targets.ts";
import { withStore } from "../workshop.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const named = await oneStage(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const asSpdx = options.switches.has("spdx");
  if (asSpdx === options.switches.has("cyclonedx"))
    return reportFailures(
      context,
      fail("usage", "Cannot write a bill of materials: give either --cyclonedx or --spdx").failures,
    );
  const { project, target } = named.value;
  return withStore(context, async (store) => {
    const bill = await readBill(store, project, target);
    if (!bill.ok) return reportFailures(context, bill.failures);
    context.write(`${asSpdx ? spdx(bill.value) : cyclonedx(bill.value)}\n`);
    return EXIT.done;
  });
}

/** The bill of a stage that is built, whose manifests hold together down to the seed. */
export async function readBill(store: Store, project: Project, target: string): Promise<Result<Bill>> {
  const closure = await verifyClosure(storedManifests(store), target, pinnedTrees(project));
  if (!closure.ok) return closure;
  const stages: BilledStage[] = [];
  for (const { stage, sha256: digest, manifest } of closure.value.manifests) {
    const recipe = project.stages.get(stage)?.recipe;
    if (recipe === undefined)
      return fail("not-built", `Cannot tell what "${target}" was made from: no stage is named "${stage}" any more`, {
        hint: `run fromseed build ${target}`,
      });
    stages.push({ sha256: digest, manifest, recipe });
  }
  const top = stages.find(({ sha256: digest }) => digest === closure.value.target.sha256)!;
  return succeed(billOf(top, stages, sha256(closure.value.text)));
}
