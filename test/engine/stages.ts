// Stages made in memory, for tests that need a DAG but no project on disk.

import type { Stage } from "../../src/model/recipe.ts";
import type { Place } from "../../src/model/failure.ts";

export const nowhere: Place = { file: "stages/test.yaml", line: 1, column: 1, length: 1, text: "" };

/** A stage with one step, no sources, and the stages it uses. */
export function stageNamed(name: string, uses: readonly string[], change: Partial<Stage["recipe"]> = {}): Stage {
  return {
    name,
    ownName: name,
    uses: uses.map((stage) => ({ stage, ownName: stage, at: nowhere })),
    parameters: {},
    at: nowhere,
    recipe: {
      name,
      root: "/",
      version: "1",
      about: "",
      sources: [],
      files: [],
      patches: [],
      pregenerated: [],
      written: [],
      parameters: {},
      environment: {},
      proc: false,
      parallel: false,
      limits: { seconds: 60, memory: 1 << 30, processes: 64, disk: 1 << 30 },
      build: { type: "steps", steps: [{ name: "run", argv: ["/bin/true"], directory: "/work", at: nowhere }] },
      checks: [],
      outputs: [{ path: "bin/", at: nowhere }],
      at: nowhere,
      ...change,
    },
  };
}
