// fromseed gc: deletes what no stage of the project needs.

import { readRecord } from "../../engine/records.ts";
import { scanName } from "../../inputs/source-scan.ts";
import { stageStates } from "../../engine/stage-states.ts";
import { byBytes } from "../../bytes/order.ts";
import type { Sha256 } from "../../bytes/sha256.ts";
import { closure } from "../../graph/order.ts";
import { loadProject } from "../../recipe/load-project.ts";
import { sizeText } from "../../report/size-text.ts";
import { CONTRACT_VERSION } from "../../sandbox/contract.ts";
import type { Collected, Keep } from "../../store/collect.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { withStore } from "../workshop.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const loaded = await loadProject(context.project);
  if (!loaded.ok) return reportFailures(context, loaded.failures);
  const project = loaded.value;
  const withSources = options.switches.has("sources");
  return withStore(context, async (store) => {
    const states = await stageStates(
      store,
      CONTRACT_VERSION,
      project.root,
      closure(project.stages, [...project.stages.keys()]),
    );
    if (!states.ok) return reportFailures(context, states.failures);
    const keep = {
      trees: new Set<Sha256>(),
      blobs: new Set<Sha256>(),
      records: new Set<string>(),
      logs: new Set<string>(),
    };
    for (const { stage, ...state } of states.value.values()) {
      // A stage that waits may still find its last output when what it waits for is built again as it was.
      const keys = [state.type === "waits" ? undefined : state.key.sha256, state.latest?.key];
      for (const key of keys) {
        const record = key === undefined ? undefined : await readRecord(store, key);
        if (record === undefined) continue;
        keep.records.add(record.key);
        keep.trees.add(record.tree);
      }
      for (const source of stage.recipe.sources) {
        keep.records.add(scanName(source));
        // A stage that is built needs its sources no more, but to be reproduced or audited.
        if (withSources && state.type === "built" && source.places.some((place) => place.type !== "directory"))
          continue;
        keep.blobs.add(source.sha256);
        if (source.unpack !== undefined) keep.trees.add(source.unpack.tree);
      }
      keep.logs.add(`${stage.name}.log.gz`);
    }
    const dryRun = options.switches.has("dry-run");
    const collected = await store.collect(keep satisfies Keep, { dryRun });
    if (!collected.ok) return reportFailures(context, collected.failures);
    const { removed, freed } = collected.value;
    const kinds = freedKinds(removed);
    if (context.json)
      context.write(JSON.stringify({ removed, freed, kinds: Object.fromEntries(kinds), dryRun }) + "\n");
    else {
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
