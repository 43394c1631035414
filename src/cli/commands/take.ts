// fromseed take: stages from others in place of building them, each checked against its manifest, and known as taken.

import { takeManifest, takeTree, usedBy, type Found } from "../../engine/take-stage.ts";
import { closure } from "../../graph/order.ts";
import { count } from "../../report/event-words.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { fail } from "../../model/failure.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { readGivers } from "../givers.ts";
import type { Options } from "../options.ts";
import { namedStages } from "../targets.ts";
import { withWorkshop } from "../workshop.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const named = await namedStages(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, targets } = named.value;
  const folders = options.values.get("from") ?? [];
  if (folders.length === 0)
    return reportFailures(context, fail("usage", "Cannot take stages: --from says where they are").failures);
  const given = await readGivers(folders);
  if (!given.ok) return reportFailures(context, given.failures);
  return withWorkshop(context, options, { project, cores: context.cores }, async (workshop) => {
    const found = new Map<string, Found>();
    const taken = [];
    for (const stage of closure(project.stages, targets)) {
      const sought = { used: usedBy(stage, found), signal: context.signal };
      const known = await takeManifest(workshop, stage, sought, given.value.givers);
      if (!known.ok) return reportFailures(context, known.failures);
      const whole = await takeTree(workshop.store, known.value, given.value.givers);
      if (!whole.ok) return reportFailures(context, whole.failures);
      found.set(stage.name, whole.value);
      if (known.value.here) continue;
      taken.push({ stage: stage.name, tree: known.value.tree });
      if (!context.json) context.write(`${stage.name}  taken  ${known.value.tree}\n`);
    }
    if (context.json) context.write(jsonLine({ taken }));
    else context.write(`Took ${count(taken.length, "stage")} of ${found.size}; fromseed reproduce builds one here.\n`);
    return EXIT.done;
  });
}
