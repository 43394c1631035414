// The state machine of a run: which stage goes when. What building a stage means is given to it, so that the real work
// and the simulation are driven by the same code. Must never look at a clock, a file or a process itself.
//
//            all uses done              a slot is free            work succeeds
//   waiting ---------------> ready ------------------> running ------------------> done
//      |                       |                          |
//      | a use failed,         | stopping after           | work fails
//      | was skipped, or       | a failure or an          v
//      | the run stops         | interruption           failed
//      v                       v
//   skipped <------------------+
//
// Every stage ends in exactly one of done, failed, skipped; a run ends when all have.

import PQueue from "p-queue";
import { remainingSeconds } from "../graph/order.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import type { Event, PlannedStage } from "../model/event.ts";
import type { Failure, Result } from "../model/failure.ts";
import type { OpaqueInput } from "../model/manifest.ts";
import type { Stage } from "../model/recipe.ts";

/** What a finished stage hands to those that use it. */
export interface Outcome {
  readonly key: Sha256;
  readonly tree: Sha256;
  /** Bytes. */
  readonly size: number;
  /** Digest of the stage's manifest. */
  readonly manifest: Sha256;
  /** Every opaque input that the tree descends from. */
  readonly opaque: readonly OpaqueInput[];
  readonly how: "built" | "reused";
}

/** Builds or reuses one stage. `used` holds the outcomes of all the stages that it uses. */
export type Work = (
  stage: Stage,
  used: ReadonlyMap<string, Outcome>,
  signal: AbortSignal,
) => Promise<Result<Outcome> & { readonly log?: string; readonly kept?: string }>;

/** What a build of a stage took: seconds on the clock, and of all its processes on processors. */
export interface Estimate {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** It was never built here: see reference-times.ts. */
  readonly reference?: true;
}

export interface RunOptions {
  /** Stages that may run at once, at least 1. */
  readonly jobs: number;
  /** Whether stages that do not need a failed one go on. */
  readonly keepGoing: boolean;
  readonly signal: AbortSignal;
  /** Milliseconds from any fixed start. */
  readonly now: () => number;
  /** Processors that the stages share; only estimates need it. */
  readonly cores: number;
  /** What a stage took when it was last built. */
  readonly estimate: (stage: string) => Estimate | undefined;
  readonly emit: (event: Event) => void;
}

export interface RunResult {
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly failures: ReadonlyMap<string, readonly Failure[]>;
  readonly skipped: readonly string[];
  readonly interrupted: boolean;
}

/**
 * Runs all of `ordered` (as `closure` gives it: uses first). Resolves when every stage has ended; rejects only on our
 * bugs.
 */
export async function run(
  targets: readonly string[],
  ordered: readonly Stage[],
  work: Work,
  options: RunOptions,
): Promise<RunResult> {
  const { emit, now } = options;
  const started = now();
  const priority = remainingSeconds(ordered, (stage) => options.estimate(stage)?.seconds ?? 1);
  const queue = new PQueue({ concurrency: options.jobs });
  const waitingFor = new Map<string, number>();
  const users = new Map<string, Stage[]>();
  const outcomes = new Map<string, Outcome>();
  const failures = new Map<string, readonly Failure[]>();
  const skipped: string[] = [];
  let stopping = false;
  const bugs: unknown[] = [];

  emit({
    type: "run-started",
    targets,
    jobs: options.jobs,
    cores: options.cores,
    stages: plan(ordered, options.estimate),
  });

  const skip = (stage: Stage, because: string): void => {
    // Without recursion, as one failure may skip a chain of thousands.
    const pending = [{ stage, because }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (waitingFor.get(next.stage.name) === -1) continue;
      waitingFor.set(next.stage.name, -1);
      skipped.push(next.stage.name);
      emit({ type: "stage-skipped", stage: next.stage.name, because: next.because });
      for (const user of users.get(next.stage.name) ?? [])
        pending.push({ stage: user, because: `it uses "${next.stage.name}", which was skipped` });
    }
  };

  const start = (stage: Stage): void => {
    queue
      .add(() => execute(stage), { priority: priority.get(stage.name) ?? 0 })
      .catch((error: unknown) => {
        stopping = true;
        bugs.push(error);
      });
  };

  const execute = async (stage: Stage): Promise<void> => {
    if (stopping || options.signal.aborted) {
      skip(stage, options.signal.aborted ? "the run was interrupted" : "the run stops at the first failure");
      return;
    }
    const begun = now();
    const used = new Map(stage.uses.map((use) => [use.stage, outcomes.get(use.stage)!]));
    const result = await work(stage, used, options.signal);
    const seconds = (now() - begun) / 1000;
    if (result.ok) {
      outcomes.set(stage.name, result.value);
      emit({
        type: "stage-finished",
        stage: stage.name,
        tree: result.value.tree,
        size: result.value.size,
        seconds,
        how: result.value.how,
      });
      for (const user of users.get(stage.name) ?? []) {
        const left = waitingFor.get(user.name)!;
        if (left < 0) continue;
        waitingFor.set(user.name, left - 1);
        if (left === 1) start(user);
      }
      return;
    }
    if (options.signal.aborted) {
      skip(stage, "the run was interrupted");
      return;
    }
    if (!options.keepGoing) stopping = true;
    waitingFor.set(stage.name, -1);
    failures.set(stage.name, result.failures);
    emit({
      type: "stage-failed",
      stage: stage.name,
      failures: result.failures,
      seconds,
      ...(result.log === undefined ? {} : { log: result.log }),
      ...(result.kept === undefined ? {} : { kept: result.kept }),
    });
    for (const user of users.get(stage.name) ?? []) skip(user, `it uses "${stage.name}", which failed`);
  };

  for (const stage of ordered) {
    waitingFor.set(stage.name, stage.uses.length);
    for (const use of stage.uses) {
      const list = users.get(use.stage);
      if (list === undefined) users.set(use.stage, [stage]);
      else list.push(stage);
    }
  }
  for (const stage of ordered) if (stage.uses.length === 0) start(stage);
  await queue.onIdle();
  if (bugs.length > 0) throw bugs[0];

  if (outcomes.size + failures.size + skipped.length !== ordered.length)
    throw new Error("our bug: a run ended with stages that never ended");
  const interrupted = options.signal.aborted;
  const built = [...outcomes.values()].filter((outcome) => outcome.how === "built").length;
  emit({
    type: "run-finished",
    built,
    reused: outcomes.size - built,
    failed: failures.size,
    skipped: skipped.length,
    seconds: (now() - started) / 1000,
    interrupted,
  });
  return { outcomes, failures, skipped, interrupted };
}

/** Every stage with what is known of its time; a stage of which nothing is known counts nothing. */
function plan(ordered: readonly Stage[], estimate: RunOptions["estimate"]): readonly PlannedStage[] {
  const remaining = remainingSeconds(ordered, (stage) => estimate(stage)?.seconds ?? 0);
  return ordered.map(({ name }) => {
    const known = estimate(name);
    const followedBy = remaining.get(name)! - (known?.seconds ?? 0);
    return {
      stage: name,
      ...(known === undefined ? {} : { expectedSeconds: known.seconds, expectedCpuSeconds: known.cpuSeconds }),
      ...(known?.reference ? { reference: true } : {}),
      ...(followedBy > 0 ? { followedBySeconds: followedBy } : {}),
    };
  });
}
