// fromseed page: the way from the seed to the default target as one HTML file, which builds it again in a browser.

import { closure } from "../../graph/order.ts";
import { carryChain } from "../../replay/page-chain.ts";
import { pageText } from "../../replay/page-text.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { namedStages, pinnedTrees } from "../targets.ts";
import { withWorkshop } from "../workshop.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const named = await namedStages(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, targets } = named.value;
  return withWorkshop(context, options, { project, cores: context.cores }, async ({ store, fetching }) => {
    const carried = await carryChain({
      stages: closure(project.stages, targets),
      expected: pinnedTrees(project),
      obtaining: { store, fetching, signal: context.signal },
    });
    if (!carried.ok) return reportFailures(context, carried.failures);
    context.write(pageText(carried.value));
    await context.drained();
    return EXIT.done;
  });
}
