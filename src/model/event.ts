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
      readonly why: string;
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
  | { readonly type: "stage-skipped"; readonly stage: string; readonly because: string }
  | { readonly type: "warning"; readonly failure: Failure }
  | {
      readonly type: "run-finished";
      readonly built: number;
      readonly reused: number;
      readonly failed: number;
      readonly skipped: number;
      readonly seconds: number;
      readonly interrupted: boolean;
    };
