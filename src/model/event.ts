// Event: everything that happens in a run, as one discriminated union. Renderers take these and nothing else.

import type { Sha256 } from "../bytes/sha256.ts";
import type { Failure } from "./failure.ts";

/** What takes time within a stage, for a progress bar. */
export type Activity = "fetching" | "unpacking" | "building" | "hashing" | "checking" | "storing";

/** A stage of a run, with what is known of its time; absent where nothing is. */
export interface PlannedStage {
  readonly stage: string;
  readonly expectedSeconds?: number;
  /** It was never built here: what another machine took, at this machine's speed as far as that is known. */
  readonly reference?: true;
  /** Processor time, of all its processes. */
  readonly expectedCpuSeconds?: number;
  /**
   * How long the longest chain of stages that come after it, each using the one before, is expected to take; absent
   * when it is the last.
   */
  readonly followedBySeconds?: number;
}

/** Why a stage is built. */
export type BuildReason =
  /** It was never built here. */
  | { readonly type: "never-built" }
  /** Its key is not the one that it was last built by. */
  | { readonly type: "key-changed" }
  /** It was built by this key, and its tree is no longer in the store. */
  | { readonly type: "tree-gone" };

/** What a stage waits for that others do, in this process or another. */
export type WaitReason =
  /** The same build, by the same key. */
  | { readonly type: "same-build" }
  /** A source that is being fetched. */
  | { readonly type: "source"; readonly source: string };

/** Why a stage is not built. */
export type SkipReason =
  | { readonly type: "use-failed" | "use-stopped" | "use-skipped"; readonly stage: string }
  /** Another stage has failed, and the run stops at the first failure. */
  | { readonly type: "run-failed" }
  | { readonly type: "run-interrupted" };

export type Event =
  /** `jobs` is how many stages may run at once, `cores` how many processors they share. */
  | {
      readonly type: "run-started";
      readonly targets: readonly string[];
      readonly jobs: number;
      readonly cores: number;
      readonly stages: readonly PlannedStage[];
    }
  /** `expectedSeconds` is how long its last build took. */
  | {
      readonly type: "stage-started";
      readonly stage: string;
      readonly key: Sha256;
      readonly why: BuildReason;
      readonly expectedSeconds?: number;
    }
  /**
   * `done` and `total` are bytes for fetching, unpacking and storing, files for hashing, steps for building and
   * checking; `total` is 0 when unknown.
   */
  | {
      readonly type: "stage-progress";
      readonly stage: string;
      readonly activity: Activity;
      readonly what: string;
      readonly done: number;
      readonly total: number;
    }
  | { readonly type: "stage-output"; readonly stage: string; readonly line: string }
  | {
      readonly type: "stage-finished";
      readonly stage: string;
      readonly tree: Sha256;
      readonly size: number;
      readonly seconds: number;
      readonly how: "built" | "reused";
    }
  | {
      readonly type: "stage-failed";
      readonly stage: string;
      readonly failures: readonly Failure[];
      readonly log?: string;
      readonly kept?: string;
      readonly seconds: number;
    }
  /** Told once for each wait, and only when there is one. */
  | { readonly type: "stage-waiting"; readonly stage: string; readonly for: WaitReason }
  /** Cut off by an interruption of the run. */
  | { readonly type: "stage-stopped"; readonly stage: string; readonly seconds: number }
  | { readonly type: "stage-skipped"; readonly stage: string; readonly because: SkipReason }
  | { readonly type: "warning"; readonly failure: Failure }
  | {
      readonly type: "run-finished";
      readonly built: number;
      readonly reused: number;
      readonly failed: number;
      readonly stopped: number;
      readonly skipped: number;
      readonly seconds: number;
      readonly interrupted: boolean;
    };
