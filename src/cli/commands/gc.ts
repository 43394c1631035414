// fromseed gc: deletes what no stage of the project needs.

import { gcRoots, type Roots } from "../../engine/gc-roots.ts";
import { stageStates } from "../../engine/stage-states.ts";
import { byBytes } from "../../bytes/order.ts";
import { closure } from "../../graph/order.ts";
import { succeed, type Result } from "../../model/failure.ts";
import { openProject } from "../open-project.ts";
import { sizeText } from "../../report/size-text.ts";
import type { Collected, Keep } from "../../store/collect.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { withStore } from "../home-store.ts";
import type { Options } from "../options.ts";
import { stateParts } from "../targets.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const loaded = await openProject(context);
  if (!loaded.ok) return reportFailures(context, loaded.failures);
  const project = loaded.value;
  return withStore(context, async (store) => {
    const parts = stateParts(project, store);
    let unclear: Roots["unclear"] = [];
    const keep = async (): Promise<Result<Keep>> => {
      const states = await stageStates(parts, closure(project.stages, [...project.stages.keys()]));
      if (!states.ok) return states;
      const dropSources = options.switches.has("sources");
      const imports = project.imports.map(({ digest }) => digest);
      const roots = await gcRoots(store, states.value.values(), { expected: parts.expected, imports, dropSources });
      unclear = roots.unclear;
      return succeed(roots.keep);
    };
    const dryRun = options.switches.has("dry-run");
    const collected = await store.collect(keep, { dryRun, signal: context.signal });
    if (!collected.ok) return reportFailures(context, collected.failures);
    const { removed, freed } = collected.value;
    const kinds = freedKinds(removed);
    if (context.json) context.write(jsonLine({ removed, freed, kinds: Object.fromEntries(kinds), dryRun, unclear }));
    else {
      for (const { message } of unclear) context.write(`kept  every tree and record  ${message}\n`);
      if (unclear.length > 0) context.write(`hint: ${unclear[0]!.hint}\n`);
      for (const { object, bytes } of removed)
        context.write(`${dryRun ? "would delete" : "deleted"}  ${object}  (${sizeText(bytes)})\n`);
      const each = [...kinds].map(([kind, bytes]) => `${sizeText(bytes)} of ${kind}`);
      context.write(
        `${dryRun ? "Would free" : "Freed"} ${sizeText(freed)}${each.length < 2 ? "" : `: ${each.join(", ")}`}.\n`,
      );
    }
    return EXIT.done;
  });
}

/** What a person calls the objects of each folder of the store. */
const KINDS: Readonly<Record<string, string>> = {
  trees: "trees",
  listings: "trees",
  sizes: "trees",
  unsettled: "trees",
  blobs: "source files",
  partial: "half downloads",
  failed: "failed builds",
  scratch: "scratch",
  quarantine: "corrupt objects",
  logs: "logs",
  unfinished: "logs",
};

/** Bytes by kind, the most first. */
function freedKinds(removed: Collected["removed"]): ReadonlyMap<string, number> {
  const kinds = new Map<string, number>();
  for (const { object, bytes } of removed) {
    const kind = KINDS[object.slice(0, object.indexOf("/"))] ?? "records";
    kinds.set(kind, (kinds.get(kind) ?? 0) + bytes);
  }
  return new Map([...kinds].sort(([a, aBytes], [b, bBytes]) => bBytes - aBytes || byBytes(a, b)));
}
