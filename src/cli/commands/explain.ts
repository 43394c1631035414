// fromseed explain: why a stage would be rebuilt.

import { readRecord } from "../../engine/records.ts";
import { stageStates } from "../../engine/stage-states.ts";
import { explainKey, type KeyChange } from "../../graph/explain.ts";
import { closure } from "../../graph/order.ts";
import { CONTRACT_VERSION } from "../../sandbox/contract.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { oneStage } from "../targets.ts";
import { withStore } from "../workshop.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const named = await oneStage(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, target } = named.value;
  return withStore(context, async (store) => {
    const states = await stageStates(store, CONTRACT_VERSION, project.root, closure(project.stages, [target]));
    if (!states.ok) return reportFailures(context, states.failures);
    const state = states.value.get(target)!;

    if (options.switches.has("key")) {
      if (context.json)
        context.write(
          JSON.stringify({
            stage: target,
            ...(state.type === "waits" ? { waitsFor: state.for } : { key: state.key.sha256, text: state.key.text }),
          }) + "\n",
        );
      else if (state.type === "waits")
        context.write(`The key of ${target} is known once these are built: ${state.for.join(", ")}\n`);
      else context.write(state.key.text);
      return EXIT.done;
    }
    const before = state.latest === undefined ? undefined : await readRecord(store, state.latest.key);
    const changes = state.type === "waits" || before === undefined ? [] : explainKey(before.keyText, state.key.text);
    if (context.json) {
      context.write(
        JSON.stringify({
          stage: target,
          state: state.type,
          ...(state.type === "waits" ? { waitsFor: state.for } : { key: state.key.sha256 }),
          changes,
        }) + "\n",
      );
      return EXIT.done;
    }
    const lines = [];
    if (state.type === "waits")
      lines.push(`${target} waits: its key is known once these are built: ${state.for.join(", ")}`);
    else if (state.type === "built") lines.push(`${target} is built: its key ${state.key.sha256} is known.`);
    else if (state.type === "new") lines.push(`${target} would be built: it was never built here.`);
    else if (changes.length === 0)
      lines.push(
        `${target} would be built: its key is the same as at its last build, but its output is no longer in the store.`,
      );
    else lines.push(`${target} would be rebuilt: its key changed.`);
    if (state.type === "built" && changes.length > 0)
      lines.push("Since its last use the key changed, to one that was built before:");
    lines.push(...changes.flatMap(changeLines));
    context.write(lines.join("\n") + "\n");
    return EXIT.done;
  });
}

function changeLines(change: KeyChange): string[] {
  return [
    `  ${change.part}`,
    ...(change.before === undefined ? [] : [`  - ${change.before}`]),
    ...(change.after === undefined ? [] : [`  + ${change.after}`]),
  ];
}
