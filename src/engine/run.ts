// The state machine of a run: which stage goes when. What building a stage means is given to it, so that the real work
// and the simulation are driven by the same code. Must never look at a clock, a file or a process itself.
//
//            all uses done              a slot is free             work succeeds
//   waiting ---------------> ready -------------------> running ------------------> done
//      |                       |                          |  |     work fails
//      | a use has ended       | the run stops, after     |  +--------------------> failed
//      | without being done    | a failure or an          |
//      v                       v interruption             |        the run is interrupted
//   skipped <------------------+                          +-----------------------> stopped
//
// Every stage ends in exactly one of done, failed, stopped, skipped; a run ends when all have.

import PQueue from "p-queue";
import { remainingSeconds } from "../graph/order.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import type { Event, SkipReason } from "../model/event.ts";
import type { Failure, Result } from "../model/failure.ts";
import type { OpaqueInput } from "../model/manifest.ts";
import type { Stage } from "../model/recipe.ts";
import { plan, type Estimate } from "./run-plan.ts";

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

/** What is left of a build that failed: where its log is, and its root, to be entered by `fromseed shell --failed`. */
export interface LeftOver {
  readonly log?: string;
  readonly kept?: string;
}

/** Builds or reuses one stage. `used` holds the outcomes of all the stages that it uses. */
export type Work = (
  stage: Stage,
  used: ReadonlyMap<string, Outcome>,
  signal: AbortSignal,
) => Promise<Result<Outcome> & LeftOver>;

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
  readonly stopped: readonly string[];
  readonly skipped: readonly string[];
  readonly interrupted: boolean;
}

type State =
  | { readonly type: "waiting" | "ready" | "running" }
  | { readonly type: "done"; readonly outcome: Outcome; readonly seconds: number }
  | {
      readonly type: "failed";
      readonly failures: readonly Failure[];
      readonly left: LeftOver;
      readonly seconds: number;
    }
  | { readonly type: "stopped"; readonly seconds: number }
  | { readonly type: "skipped"; readonly because: SkipReason };

/** The arrows of the drawing. */
const NEXT: { readonly [from in State["type"]]: readonly State["type"][] } = {
  waiting: ["ready", "skipped"],
  ready: ["running", "skipped"],
  running: ["done", "failed", "stopped"],
  done: [],
  failed: [],
  stopped: [],
  skipped: [],
};

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
  return new Run(ordered, work, options).run(targets);
}

class Run {
  readonly #ordered: readonly Stage[];
  readonly #work: Work;
  readonly #options: RunOptions;
  readonly #queue: PQueue;
  readonly #priority: ReadonlyMap<string, number>;
  readonly #users = new Map<string, Stage[]>();
  readonly #states = new Map<string, State>();
  readonly #bugs: unknown[] = [];
  #failed = false;

  constructor(ordered: readonly Stage[], work: Work, options: RunOptions) {
    this.#ordered = ordered;
    this.#work = work;
    this.#options = options;
    this.#queue = new PQueue({ concurrency: options.jobs });
    this.#priority = remainingSeconds(ordered, (stage) => options.estimate(stage)?.seconds ?? 1);
    for (const stage of ordered) {
      this.#states.set(stage.name, { type: "waiting" });
      for (const use of stage.uses) {
        const users = this.#users.get(use.stage);
        if (users === undefined) this.#users.set(use.stage, [stage]);
        else users.push(stage);
      }
    }
  }

  async run(targets: readonly string[]): Promise<RunResult> {
    const { jobs, cores, estimate, emit, now, signal } = this.#options;
    const started = now();
    emit({ type: "run-started", targets, jobs, cores, stages: plan(this.#ordered, estimate) });
    for (const stage of this.#ordered) if (stage.uses.length === 0) this.#makeReady(stage);
    await this.#queue.onIdle();
    if (this.#bugs.length > 0) throw this.#bugs[0];

    const { outcomes, failures, stopped, skipped } = this.#ends();
    const built = [...outcomes.values()].filter((outcome) => outcome.how === "built").length;
    emit({
      type: "run-finished",
      built,
      reused: outcomes.size - built,
      failed: failures.size,
      stopped: stopped.length,
      skipped: skipped.length,
      seconds: Math.round(now() - started) / 1000,
      interrupted: signal.aborted,
    });
    return { outcomes, failures, stopped, skipped, interrupted: signal.aborted };
  }

  #makeReady(stage: Stage): void {
    this.#move(stage, { type: "ready" });
    this.#queue
      .add(() => this.#takeSlot(stage), { priority: this.#priority.get(stage.name) ?? 0 })
      .catch((error: unknown) => this.#bugs.push(error));
  }

  async #takeSlot(stage: Stage): Promise<void> {
    const because = this.#stopping();
    if (because === undefined) await this.#execute(stage);
    else this.#move(stage, { type: "skipped", because });
    this.#follow(stage);
  }

  /** Why no further stage is begun; undefined while they are. */
  #stopping(): SkipReason | undefined {
    if (this.#options.signal.aborted) return { type: "run-interrupted" };
    if (this.#bugs.length > 0) return { type: "run-failed" };
    return this.#failed && !this.#options.keepGoing ? { type: "run-failed" } : undefined;
  }

  async #execute(stage: Stage): Promise<void> {
    const { now, signal } = this.#options;
    this.#move(stage, { type: "running" });
    const begun = now();
    const used = new Map(stage.uses.map((use) => [use.stage, this.#outcome(use.stage)]));
    const result = await this.#work(stage, used, signal);
    const seconds = Math.round(now() - begun) / 1000;
    if (result.ok) this.#move(stage, { type: "done", outcome: result.value, seconds });
    else if (result.failures.some(({ code }) => code === "interrupted"))
      this.#move(stage, { type: "stopped", seconds });
    else {
      const { ok: _, failures, ...left } = result;
      this.#move(stage, { type: "failed", failures, left, seconds });
    }
  }

  /** What becomes of the users of a stage that has ended. Without recursion: one failure may skip a chain of thousands. */
  #follow(stage: Stage): void {
    const ended = [stage];
    for (let next = ended.pop(); next !== undefined; next = ended.pop()) {
      const because = becauseOf(next.name, this.#state(next.name));
      for (const user of this.#users.get(next.name) ?? []) {
        if (this.#state(user.name).type !== "waiting") continue;
        if (because !== undefined) {
          this.#move(user, { type: "skipped", because });
          ended.push(user);
        } else if (user.uses.every((use) => this.#state(use.stage).type === "done")) this.#makeReady(user);
      }
    }
  }

  #state(stage: string): State {
    return this.#states.get(stage)!;
  }

  #outcome(stage: string): Outcome {
    const state = this.#state(stage);
    if (state.type !== "done") throw new Error(`our bug: stage "${stage}" is used before it is done`);
    return state.outcome;
  }

  /** The one place where a stage changes its state, and where that is told. */
  #move(stage: Stage, to: State): void {
    const from = this.#state(stage.name).type;
    if (!NEXT[from].includes(to.type))
      throw new Error(`our bug: stage "${stage.name}" goes from ${from} to ${to.type}`);
    this.#states.set(stage.name, to);
    if (to.type === "failed") this.#failed = true;
    const event = eventOf(stage.name, to);
    if (event !== undefined) this.#options.emit(event);
  }

  /** Sorts the stages by how they have ended, in the order in which they were given. */
  #ends(): Omit<RunResult, "interrupted"> {
    const outcomes = new Map<string, Outcome>();
    const failures = new Map<string, readonly Failure[]>();
    const stopped: string[] = [];
    const skipped: string[] = [];
    for (const { name } of this.#ordered) {
      const state = this.#state(name);
      switch (state.type) {
        case "waiting":
        case "ready":
        case "running":
          throw new Error(`our bug: a run ended while stage "${name}" was ${state.type}`);
        case "done":
          outcomes.set(name, state.outcome);
          break;
        case "failed":
          failures.set(name, state.failures);
          break;
        case "stopped":
          stopped.push(name);
          break;
        case "skipped":
          skipped.push(name);
          break;
      }
    }
    return { outcomes, failures, stopped, skipped };
  }
}

/** What a new state is told as; the start of a build is told by the work, which knows whether there is one. */
function eventOf(stage: string, state: State): Event | undefined {
  switch (state.type) {
    case "waiting":
    case "ready":
    case "running":
      return undefined;
    case "done": {
      const { tree, size, how } = state.outcome;
      return { type: "stage-finished", stage, tree, size, seconds: state.seconds, how };
    }
    case "failed":
      return { type: "stage-failed", stage, failures: state.failures, seconds: state.seconds, ...state.left };
    case "stopped":
      return { type: "stage-stopped", stage, seconds: state.seconds };
    case "skipped":
      return { type: "stage-skipped", stage, because: state.because };
  }
}

/** Why the users of a stage in this state are skipped; undefined when they are not. */
function becauseOf(stage: string, state: State): SkipReason | undefined {
  switch (state.type) {
    case "waiting":
    case "ready":
    case "running":
      throw new Error(`our bug: stage "${stage}" is ${state.type}, and counts as ended`);
    case "done":
      return undefined;
    case "failed":
      return { type: "use-failed", stage };
    case "stopped":
      return { type: "use-stopped", stage };
    case "skipped":
      return { type: "use-skipped", stage };
  }
}
