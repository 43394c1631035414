// fromseed shell: a shell or any command in exactly a stage's root.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { gatherInputs } from "../../inputs/gather.ts";
import { jobBytes, jobOf, ownTrees } from "../../inputs/job.ts";
import { hasTree, stageStates, usedTrees } from "../../engine/stage-states.ts";
import { closure } from "../../graph/order.ts";
import { fail } from "../../model/failure.ts";
import { openShell } from "../../sandbox/shell.ts";
import { reportFailures, type Context } from "../context.ts";
import { failedShell } from "../failed-shell.ts";
import type { Options } from "../options.ts";
import { oneStage } from "../targets.ts";
import { hostPath, withWorkshop } from "../workshop.ts";

export async function main(context: Context, options: Options): Promise<number> {
  if (options.switches.has("failed")) return failedShell(context, options);
  const named = await oneStage(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, target } = named.value;
  return withWorkshop(context, options, { project, cores: context.cores }, async (workshop) => {
    const states = await stageStates(workshop, closure(project.stages, [target]));
    if (!states.ok) return reportFailures(context, states.failures);
    const state = states.value.get(target)!;
    if (state.type === "waits") {
      return reportFailures(
        context,
        fail(
          "not-built",
          `Cannot open the root of stage "${target}": it uses stages that are not built: ${state.for.join(", ")}`,
          {
            hint: `run fromseed build ${state.for.join(" ")}`,
          },
        ).failures,
      );
    }
    const withOutput = options.switches.has("output");
    if (withOutput && !hasTree(state)) {
      return reportFailures(
        context,
        fail("not-built", `Cannot lay the output of stage "${target}" over its root: it is not built`, {
          hint: `run fromseed build ${target}`,
        }).failures,
      );
    }
    const scratch = await workshop.store.newScratch(target);
    if (!scratch.ok) return reportFailures(context, scratch.failures);
    const inputs = await gatherInputs(
      workshop,
      { stage: state.stage, files: state.files, uses: usedTrees(state.stage, states.value) },
      scratch.value,
      context.signal,
    );
    if (!inputs.ok) return reportFailures(context, inputs.failures);
    const job = jobOf(state.stage, inputs.value, {
      cores: workshop.cores,
      steps: [],
      ...(withOutput && hasTree(state) ? { over: state.tree } : {}),
    });
    const workspace = join(scratch.value, "shell");
    await mkdir(workspace);
    const argv = options.rest ?? ["/bin/sh"];
    const code = await openShell({
      job,
      bytes: jobBytes(workshop.store, ownTrees(inputs.value)),
      workspace,
      argv,
      directory: "/work",
      path: hostPath(context),
    });
    return code.ok ? code.value : reportFailures(context, code.failures);
  });
}
