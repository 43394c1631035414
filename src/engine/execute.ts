// One execution of a stage: its steps in a fresh root, the output sealed and checked against the recipe, then the
// recipe's own checks. Everything stays in the caller's scratch. Must never look at an earlier build.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Sha256 } from "../bytes/sha256.ts";
import { checkOverlay } from "../graph/overlay.ts";
import type { Workshop } from "../inputs/workshop.ts";
import type { StageInputs } from "../inputs/gather.ts";
import { jobBytes, jobOf, ownTrees } from "../inputs/job.ts";
import type { Job, Usage } from "../model/executor.ts";
import { succeed, type Failure, type Result } from "../model/failure.ts";
import type { Stage, Step } from "../model/recipe.ts";
import type { Tree } from "../model/tree.ts";
import type { Log } from "./log.ts";
import { NOTHING_LEFT } from "../observation/evidence.ts";
import { checkOutputs } from "./outputs.ts";
import { makeSeed } from "./seed.ts";

/** One attempt to build a stage. */
export interface Attempt {
  readonly workshop: Workshop;
  readonly stage: Stage;
  readonly inputs: StageInputs;
  /** The attempt's own directory, on the store's file system. */
  readonly scratch: string;
  readonly signal: AbortSignal;
}

/** A sealed output that is still in scratch. */
export interface Executed {
  readonly directory: string;
  readonly tree: Tree;
  /** Tree digest of what the steps left in /work; absent when they cannot be listed. */
  readonly left?: Sha256;
  /** Of all the steps and checks. */
  readonly usage: Usage;
}

/** Steps that run in one root, in a workspace of that name below the attempt's scratch. */
interface Round {
  readonly workspace: "build" | "check";
  readonly steps: readonly Step[];
  /** The output that is laid over the root, for checks. */
  readonly over?: { readonly tree: Sha256; readonly directory: string };
}

/** A root in scratch that can be entered: that of a job which has failed at or after a step. */
export interface FailedAt {
  readonly job: Job;
  /** The step's number among the job's, from 0. */
  readonly step: number;
  /** The executor's workspace, by its name below the attempt's scratch. */
  readonly workspace: Round["workspace"];
  /** Where the trees of the job lie that are not in the store. */
  readonly elsewhere: ReadonlyMap<Sha256, string>;
}

/** A failure with `at` has left a root in scratch that can be entered. */
export async function executeStage(attempt: Attempt, log: Log): Promise<Result<Executed> & { readonly at?: FailedAt }> {
  const { workshop, stage, inputs, signal } = attempt;
  const { recipe } = stage;
  const built = await build(attempt, log);
  if (!built.ok) return built;
  const { directory, work, at } = built.value;
  let { usage } = built.value;
  const tree = await workshop.store.sealTree(directory, {
    mostBytes: recipe.limits.disk,
    signal,
    onProgress: ({ files: done, totalFiles: total }) =>
      workshop.emit({ type: "stage-progress", stage: stage.name, activity: "hashing", what: "output", done, total }),
  });
  if (!tree.ok) return { ...tree, ...at };
  const outputs = checkOutputs(stage, tree.value);
  if (!outputs.ok) return { ...outputs, ...at };
  if (recipe.checks.length > 0) {
    const clash = checkOverlay(stage.name, [...inputs.layers, { stage: stage.name, tree: tree.value }]);
    if (!clash.ok) return { ...clash, ...at };
    const over = { tree: tree.value.sha256, directory };
    const checked = await runSteps(attempt, { workspace: "check", steps: recipe.checks, over }, log);
    if (!checked.ok) return checked;
    usage = {
      cpuSeconds: usage.cpuSeconds + checked.value.cpuSeconds,
      peakMemory: Math.max(usage.peakMemory, checked.value.peakMemory),
    };
  }
  // Last, as it changes modes: a root that is entered after a failure is as the steps left it.
  const left =
    work !== undefined ? await leftIn(attempt, work) : recipe.build.type === "seed" ? NOTHING_LEFT : undefined;
  return succeed({ directory, tree: tree.value, ...(left === undefined ? {} : { left }), usage });
}

/** The tree digest of what steps left in a directory, which is thrown away after this. */
async function leftIn({ workshop, stage, signal }: Attempt, work: string): Promise<Sha256 | undefined> {
  const left = await workshop.store.sealTree(work, { mostBytes: stage.recipe.limits.disk, signal });
  return left.ok ? left.value.sha256 : undefined;
}

/** An output that is not sealed yet, and the root that has made it, if one has. */
interface Output {
  readonly directory: string;
  /** What was /work. */
  readonly work?: string;
  readonly usage: Usage;
  readonly at: { readonly at?: FailedAt };
}

async function build(attempt: Attempt, log: Log): Promise<Result<Output> & { readonly at?: FailedAt }> {
  const { recipe } = attempt.stage;
  if (recipe.build.type === "seed") {
    const directory = join(attempt.scratch, "seed");
    const made = await makeSeed(recipe, attempt.inputs.files!.directory, directory);
    return made.ok ? succeed({ directory, usage: { cpuSeconds: 0, peakMemory: 0 }, at: {} }) : made;
  }
  const { steps } = recipe.build;
  const ran = await runSteps(attempt, { workspace: "build", steps }, log);
  if (!ran.ok) return ran;
  const { output: directory, work, at, cpuSeconds, peakMemory } = ran.value;
  return succeed({
    directory,
    ...(work === undefined ? {} : { work }),
    usage: { cpuSeconds, peakMemory },
    at: { at },
  });
}

/** Runs steps in one root; gives the directory that `/out` was, what they took, and the root as the last has left it. */
async function runSteps(
  { workshop, stage, inputs, scratch, signal }: Attempt,
  { workspace, steps, over }: Round,
  log: Log,
): Promise<
  Result<{ readonly output: string; readonly work?: string; readonly at: FailedAt } & Usage> & {
    readonly at?: FailedAt;
  }
> {
  const elsewhere = new Map(ownTrees(inputs));
  if (over !== undefined) elsewhere.set(over.tree, over.directory);
  const job = jobOf(stage, inputs, {
    cores: workshop.cores,
    steps,
    ...(over === undefined ? {} : { over: over.tree }),
  });
  const at = (step: number): FailedAt => ({ job, step, workspace, elsewhere });
  await mkdir(join(scratch, workspace));
  const result = await workshop.executor.run({
    job,
    bytes: jobBytes(workshop.store, elsewhere),
    workspace: join(scratch, workspace),
    onLine: (line) => {
      log.line(line);
      workshop.emit({ type: "stage-output", stage: stage.name, line });
    },
    onStep: (index) => {
      const { name: what, argv } = steps[index]!;
      log.step(`${workspace === "check" ? "check" : "step"} ${what}: ${JSON.stringify(argv)}`);
      const activity = workspace === "check" ? "checking" : "building";
      workshop.emit({ type: "stage-progress", stage: stage.name, activity, what, done: index, total: steps.length });
    },
    signal,
  });
  if (result.ok) return succeed({ ...result, at: at(steps.length - 1) });
  const step = steps[result.stepIndex];
  const details = [...(result.failure.details ?? []), ...log.tail()];
  const failure: Failure = {
    ...result.failure,
    ...(step === undefined ? {} : { place: step.at }),
    ...(details.length === 0 ? {} : { details }),
  };
  return { ok: false, failures: [failure], ...(step === undefined ? {} : { at: at(result.stepIndex) }) };
}
