// fromseed licences: the licence of each source that went into a stage, as a table.

import { jsonLine } from "../../report/json-lines.ts";
import { tableText } from "../../report/table.ts";
import { readBill } from "../bill.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { withStore } from "../home-store.ts";
import type { Options } from "../options.ts";
import { oneStage } from "../targets.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const named = await oneStage(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, target } = named.value;
  return withStore(context, async (store) => {
    const bill = await readBill(store, project, target);
    if (!bill.ok) return reportFailures(context, bill.failures);
    const rows = bill.value.sources.map(({ ref, name, file, version, licence }) => ({
      source: name,
      version,
      file: file ?? "",
      licence,
      stages: bill.value.stages.filter(({ sources }) => sources.includes(ref)).map((stage) => stage.name),
    }));
    if (context.json) context.write(jsonLine({ stage: target, sources: rows }));
    else
      context.write(
        tableText(
          ["source", "version", "licence", "stages"],
          rows.map(({ source, version, licence, stages }) => [source, version, licence, stages.join(" ")]),
        ),
      );
    return EXIT.done;
  });
}
