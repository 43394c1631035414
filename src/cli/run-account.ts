// The unsigned account of a run: times, machine, what was built and what was reused. Beside the manifests, never in
// them.

import { randomBytes } from "node:crypto";
import { arch, cpus, release } from "node:os";
import type { RunResult } from "../engine/run.ts";
import { readLatest } from "../engine/records.ts";
import { canonicalJson } from "../bytes/canonical-json.ts";
import type { Result } from "../model/failure.ts";
import type { Stage } from "../model/recipe.ts";
import type { Store } from "../store/store.ts";
import type { Context } from "./context.ts";

/** Puts `runs/<date>-<random>.json`. */
export async function putRunAccount(
  context: Context,
  store: Store,
  ordered: readonly Stage[],
  result: RunResult,
): Promise<Result<void>> {
  const date = context.date().toISOString();
  const stages = [];
  for (const { name } of ordered) {
    const outcome = result.outcomes.get(name);
    if (outcome === undefined) stages.push({ stage: name, how: endOf(name, result) });
    else {
      const { milliseconds = 0, cpuMilliseconds = 0, peakMemory = 0 } = (await readLatest(store, name)) ?? {};
      stages.push({
        stage: name,
        how: outcome.how,
        tree: outcome.tree,
        manifest: outcome.manifest,
        milliseconds,
        cpuMilliseconds,
        peakMemory,
      });
    }
  }
  const machine = {
    architecture: arch(),
    kernel: release(),
    processor: cpus()[0]?.model ?? "unknown",
    cores: context.cores,
    node: process.version,
  };
  const name = `${date.replaceAll(/[:.]/g, "-")}-${randomBytes(4).toString("hex")}.json`;
  return store.putText("runs", name, canonicalJson({ date, interrupted: result.interrupted, machine, stages }) + "\n");
}

function endOf(stage: string, { failures, stopped }: RunResult): "failed" | "stopped" | "skipped" {
  return failures.has(stage) ? "failed" : stopped.includes(stage) ? "stopped" : "skipped";
}
