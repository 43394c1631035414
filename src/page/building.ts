// The worker's part of the whole way: builds all stages in order, keeps their trees, and tells of each.

import { buildStage, type StageInputs } from "./build-stage.ts";
import type { ChainStage } from "./chain.ts";
import { below, type Files, treeDigest } from "./trees.ts";
import type { FromWorker } from "./messages.ts";

/** Fills `trees`; yields after each slice. A source that is not the pinned one ends it. */
export function* buildAll(
  stages: readonly ChainStage[],
  { files, trees, cache }: Omit<StageInputs, "onOutput" | "trees"> & { readonly trees: Map<string, Files> },
  say: (message: FromWorker) => void,
): Generator<void, void> {
  trees.clear();
  const sources = new Map(stages.flatMap(({ sources }) => sources.map(({ name, tree }) => [name, tree] as const)));
  for (const [name, pinned] of sources) {
    const found = treeDigest(below(files, `src/${name}/`));
    if (found === pinned) continue;
    return say({
      type: "failed",
      message: `Cannot use the source "${name}" of this page: its tree is ${found}, and the recipe pins ${pinned}`,
    });
  }
  for (const stage of stages) {
    say({ type: "stage-started", stage: stage.name });
    yield;
    let said = "";
    const building = buildStage(stage, {
      files,
      trees,
      cache,
      onOutput: (text) => (said = (said + text).slice(-2000)),
    });
    let step = building.next();
    while (step.done !== true) {
      say({ type: "progress", stage: stage.name, instructions: step.value });
      yield;
      step = building.next();
    }
    const end = step.value;
    if (end.type === "failed")
      return say({ type: "failed", message: said.trim() === "" ? end.message : `${end.message}\n${said.trim()}` });
    trees.set(stage.name, end.tree);
    say({
      type: "stage-done",
      stage: stage.name,
      instructions: end.instructions,
      digest: treeDigest(end.tree),
    });
    yield;
  }
  say({ type: "built" });
}
