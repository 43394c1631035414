// fromseed sbom: what a stage was made from, as a bill of materials in a format that other programs read.

import { fail } from "../../model/failure.ts";
import { cyclonedx } from "../../sbom/cyclonedx.ts";
import { spdx } from "../../sbom/spdx.ts";
import { readBill } from "../bill.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { withStore } from "../home-store.ts";
import type { Options } from "../options.ts";
import { oneStage } from "../targets.ts";

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
