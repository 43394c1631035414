// fromseed installed: what is installed where, and with --verify whether it is still as it was laid there.

import { resolve } from "node:path";
import { differencesIn, isIntact } from "../../installed/differences.ts";
import { fail, succeed, type Failure } from "../../model/failure.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { tableText } from "../../report/table.ts";
import { guarded } from "../../store/guarded.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT, exitCode } from "../exit-codes.ts";
import { allReceipts, differenceLines, receiptOf, type KnownReceipt } from "../installations.ts";
import type { Options } from "../options.ts";
import { withStore } from "../home-store.ts";

export async function main(context: Context, options: Options): Promise<number> {
  return withStore(context, async (store) => {
    const receipts: KnownReceipt[] = [];
    for (const given of options.operands) {
      const receipt = await receiptOf(store, resolve(given));
      if (!receipt.ok) return reportFailures(context, receipt.failures);
      receipts.push(receipt.value);
    }
    if (options.operands.length === 0) receipts.push(...(await allReceipts(store)));
    const rows = [];
    const failures: Failure[] = [];
    for (const { receipt, prefix, from } of receipts) {
      const { target, tree, outputs, verdict } = receipt;
      const row = { target, prefix, tree, outputs, verdict, receipt: from };
      if (!options.switches.has("verify")) {
        rows.push(row);
        continue;
      }
      const found = await guarded("look at", prefix, async () =>
        succeed(await differencesIn(prefix, receipt, context.signal)),
      );
      if (!found.ok) return reportFailures(context, found.failures);
      rows.push({ ...row, ...found.value });
      if (isIntact(found.value)) continue;
      failures.push(
        ...fail(
          "installed-changed",
          `Cannot vouch for ${JSON.stringify(prefix)}: it is not as "${target}" was laid there`,
          {
            details: differenceLines(found.value),
            hint: `fromseed uninstall ${prefix} --force, then fromseed install ${target} --prefix ${prefix}`,
          },
        ).failures,
      );
    }
    if (context.json) {
      context.write(jsonLine({ installed: rows, failures }));
      return failures.length === 0 ? EXIT.done : exitCode(failures);
    }
    context.write(
      rows.length === 0
        ? "Nothing is installed from this home.\n"
        : tableText(
            ["target", "prefix", "tree", "on whose word", "receipt"],
            rows.map((row) => [
              row.target,
              row.prefix,
              row.tree,
              row.verdict === "built" ? "built here" : `policy ${row.verdict.slice(0, 12)}`,
              row.receipt === "home" ? "known here" : "its own",
            ]),
            context.columns,
          ),
    );
    if (failures.length > 0) return reportFailures(context, failures);
    if (options.switches.has("verify") && rows.length > 0) context.write("All is as it was laid there.\n");
    return EXIT.done;
  });
}
