// fromseed shell --failed: a shell or any command in the root of a stage's last failed build, as the failed step left
// it. Must never load the project: its recipes may just be in the middle of being mended.

import { readFailedBuild } from "../engine/failed-build.ts";
import { fail } from "../model/failure.ts";
import { harmless } from "../report/harmless.ts";
import { openShell } from "../sandbox/shell.ts";
import { reportFailures, type Context } from "./context.ts";
import { withStore } from "./home-store.ts";
import type { Options } from "./options.ts";
import { hostPath } from "./workshop.ts";

export async function failedShell(
  context: Context,
  { operands: [stage, ...more], switches, rest }: Options,
): Promise<number> {
  if (stage === undefined || more.length > 0)
    return reportFailures(context, fail("usage", "Cannot read the command line: --failed requires one STAGE").failures);
  if (switches.has("output"))
    return reportFailures(
      context,
      fail(
        "usage",
        "Cannot read the command line: --output goes with a finished stage, --failed with one that failed",
        {
          hint: "give one of the two",
        },
      ).failures,
    );
  return withStore(context, async (store) => {
    const entered = await store.withFailed(stage, async (directory) => {
      const failed = await readFailedBuild(store, directory);
      if (!failed.ok) return failed;
      const { step, ...kept } = failed.value;
      if (rest === undefined)
        context.warn(harmless(`The step "${step.name}" failed here: ${step.argv.join(" ")}`) + "\n");
      return openShell({
        ...kept,
        again: true,
        argv: rest ?? ["/bin/sh"],
        directory: step.directory,
        path: hostPath(context),
      });
    });
    const code = entered.ok ? entered.value : entered;
    return code.ok ? code.value : reportFailures(context, code.failures);
  });
}
