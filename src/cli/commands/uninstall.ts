// fromseed uninstall: takes away what install has laid, and nothing that somebody has put there since.

import { resolve } from "node:path";
import { differencesIn, isIntact } from "../../installed/differences.ts";
import { takeAway } from "../../installed/lay.ts";
import { fail, succeed, type Result } from "../../model/failure.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { differenceLines, receiptOf, withPrefix } from "../installations.ts";
import type { Options } from "../options.ts";
import { withStore } from "../home-store.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const [given, ...others] = options.operands;
  if (given === undefined || others.length > 0)
    return reportFailures(context, fail("usage", "Cannot read the command line: it must name one prefix").failures);
  const prefix = resolve(given);
  return withStore(context, async (store) => {
    const work = async (): Promise<Result<string>> => {
      const receipt = await receiptOf(store, prefix);
      if (!receipt.ok) return receipt;
      const found = await differencesIn(prefix, receipt.value.receipt, context.signal);
      if (!isIntact(found) && !options.switches.has("force"))
        return fail("installed-changed", `Cannot uninstall ${JSON.stringify(prefix)}: it is not as it was laid there`, {
          details: differenceLines(found),
          hint: "move away what you want to keep; --force removes all of it",
        });
      await takeAway(prefix);
      return succeed(receipt.value.receipt.target);
    };
    const target = await withPrefix(store, { prefix, action: "uninstall" }, work, context.signal);
    if (!target.ok) return reportFailures(context, target.failures);
    context.write(
      context.json ? jsonLine({ target: target.value, prefix }) : `${target.value}  uninstalled from ${prefix}\n`,
    );
    return EXIT.done;
  });
}
