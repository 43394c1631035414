// One execution of a stage: its steps in a fresh root, the output sealed and checked against the recipe, then the
// recipe's own checks. Everything stays in the caller's scratch. Must never look at an earlier build.

import { mkdir, chmod, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fromHex } from "../bytes/hex.ts";
import { sha256 } from "../bytes/sha256.ts";
import { checkOverlay } from "../graph/overlay.ts";
import type { Usage } from "../model/executor.ts";
import type { Failure, Result } from "../model/failure.ts";
import { fail, succeed } from "../model/failure.ts";
import type { Recipe, Stage, Step } from "../model/recipe.ts";
import type { Tree } from "../model/tree.ts";
import type { Bench } from "../inputs/bench.ts";
import type { FailedAt } from "./failed-build.ts";
import { rootOf, type StageInputs } from "../inputs/gather.ts";
import type { Log } from "./log.ts";
import { checkOutputs } from "./outputs.ts";

/** A sealed output that is still in scratch. */
export interface Executed {
  readonly directory: string;
  readonly tree: Tree;
  /** Of all the steps and checks. */
  readonly usage: Usage;
}

/** A failure with `at` has left a root in scratch that can be entered. */
export async function executeStage(
  bench: Bench,
  stage: Stage,
  inputs: StageInputs,
  scratch: string,
  log: Log,
  signal: AbortSignal,
): Promise<Result<Executed> & { readonly at?: FailedAt }> {
  const recipe = stage.recipe;
  let directory: string;
  let at: { readonly at?: FailedAt } = {};
  let usage: Usage = { cpuSeconds: 0, peakMemory: 0 };
  if (recipe.build.type === "seed") {
    directory = join(scratch, "seed");
    const made = await makeSeed(inputs, recipe, directory);
    if (!made.ok) return made;
  } else {
    const ran = await runSteps(bench, stage, inputs, recipe.build.steps, "build", scratch, log, signal);
    if (!ran.ok) return ran;
    directory = ran.value.out;
    usage = ran.value;
    at = { at: { step: recipe.build.steps.at(-1)!, index: recipe.build.steps.length - 1, scratch: "build" } };
  }
  const tree = await bench.store.sealTree(directory, {
    mostBytes: recipe.limits.disk,
    signal,
    onProgress: ({ files: done, totalFiles: total }) =>
      bench.emit({ type: "stage-progress", stage: stage.name, activity: "hashing", what: "output", done, total }),
  });
  if (!tree.ok) return { ...tree, ...at };
  const outputs = checkOutputs(stage, tree.value);
  if (!outputs.ok) return { ...outputs, ...at };
  if (recipe.checks.length > 0) {
    const clash = checkOverlay(stage.name, [...inputs.layers, { stage: stage.name, tree: tree.value }]);
    if (!clash.ok) return { ...clash, ...at };
    const checked = await runSteps(bench, stage, inputs, recipe.checks, "check", scratch, log, signal, directory);
    if (!checked.ok) return checked;
    usage = {
      cpuSeconds: usage.cpuSeconds + checked.value.cpuSeconds,
      peakMemory: Math.max(usage.peakMemory, checked.value.peakMemory),
    };
  }
  return succeed({ directory, tree: tree.value, usage });
}

/**
 * Runs steps in one root, in a directory of that name below `scratch`; gives the directory that `/out` was, and what
 * they took.
 */
async function runSteps(
  bench: Bench,
  stage: Stage,
  inputs: StageInputs,
  steps: readonly Step[],
  name: FailedAt["scratch"],
  scratch: string,
  log: Log,
  signal: AbortSignal,
  over?: string,
): Promise<Result<{ readonly out: string } & Usage> & { readonly at?: FailedAt }> {
  const activity = name === "check" ? "checking" : "building";
  await mkdir(join(scratch, name));
  const result = await bench.executor.run({
    root: rootOf(bench, stage, inputs, over),
    steps,
    scratch: join(scratch, name),
    onLine: (line) => {
      log.line(line);
      bench.emit({ type: "stage-output", stage: stage.name, line });
    },
    onStep: (index) => {
      const step = steps[index]!;
      log.step(`${name === "check" ? "check" : "step"} ${step.name}: ${JSON.stringify(step.argv)}`);
      bench.emit({
        type: "stage-progress",
        stage: stage.name,
        activity,
        what: step.name,
        done: index,
        total: steps.length,
      });
    },
    signal,
  });
  if (result.ok) return succeed(result);
  const step = steps[result.stepIndex];
  const details = [...(result.failure.details ?? []), ...log.tail()];
  const failure: Failure = {
    ...result.failure,
    ...(step === undefined ? {} : { place: step.at }),
    ...(details.length === 0 ? {} : { details }),
  };
  const at =
    step === undefined
      ? {}
      : { at: { step, index: result.stepIndex, scratch: name, ...(over === undefined ? {} : { over }) } };
  return { ok: false, failures: [failure], ...at };
}

/**
 * The seed is the one output that no step makes: its bytes are read from their commented text, and must be the pinned
 * ones.
 */
async function makeSeed(inputs: StageInputs, recipe: Recipe, directory: string): Promise<Result<undefined>> {
  if (recipe.build.type !== "seed") throw new Error("our bug: not a seed recipe");
  const { text, path, size, sha256: expected } = recipe.build;
  const { readFile } = await import("node:fs/promises");
  const source = await readFile(join(inputs.filesDirectory!, text), "latin1");
  const bytes = fromHex(
    source
      .replace(/[#;].*$/gm, "")
      .replace(/\s+/g, "")
      .toLowerCase(),
  );
  if (bytes === undefined)
    return fail(
      "seed-digest",
      `Cannot read the seed "${text}": beside comments it holds something that is not a pair of hex digits`,
    );
  if (bytes.length !== size || sha256(bytes) !== expected) {
    return fail(
      "seed-digest",
      `Cannot use the seed "${text}": it is ${bytes.length} bytes with sha256 ${sha256(bytes)}, not the pinned ${size} bytes with ${expected}`,
      {
        place: recipe.at,
        hint: "if you meant to change the seed, pin its new size and sha256 in the recipe",
      },
    );
  }
  const file = join(directory, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
  await chmod(file, 0o755);
  return succeed(undefined);
}
