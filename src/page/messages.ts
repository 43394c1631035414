// What the page and its workers say to each other. All of it is plain data.

import type { Chain } from "./chain.ts";
import type { Files } from "./trees.ts";

export type ToWorker =
  /** Always the first. */
  | { readonly type: "chain"; readonly chain: Chain; readonly files: Files }
  /** Loads the first program of a stage, to be run step by step; its snapshots have the same number. */
  | { readonly type: "load"; readonly stage: string; readonly load: number }
  /** Runs so many instructions, or up to and with the next system call; fewer when that takes long. */
  | { readonly type: "go"; readonly instructions: number; readonly toCall: boolean }
  | { readonly type: "build" }
  | { readonly type: "compile"; readonly text: string }
  /** Ends what is being built or run. */
  | { readonly type: "stop" };

/** Where a program that runs step by step is. */
export interface Snapshot {
  readonly instructions: number;
  readonly address: number;
  readonly registers: readonly bigint[];
  readonly flags: number;
  /** System calls since the last snapshot, in words. */
  readonly calls: readonly string[];
  /** Text around rsi, and where in it rsi points; bytes before rdi. */
  readonly reading: { readonly bytes: Uint8Array; readonly at: number };
  readonly writing: Uint8Array;
  /** What ended it. */
  readonly ended?: string;
  readonly isBad?: boolean;
}

export type FromWorker =
  | { readonly type: "snapshot"; readonly load: number; readonly snapshot: Snapshot }
  | { readonly type: "stage-started"; readonly stage: string }
  | { readonly type: "progress"; readonly stage: string; readonly instructions: number }
  | { readonly type: "stage-done"; readonly stage: string; readonly instructions: number; readonly digest: string }
  | { readonly type: "built" }
  | { readonly type: "output"; readonly text: string }
  /** How a program of the fourth part ended: well, or what it says. */
  | { readonly type: "program-done"; readonly message: string; readonly isGood: boolean }
  | { readonly type: "stopped" }
  /** What was asked for cannot be done; or the worker itself broke. */
  | { readonly type: "failed"; readonly message: string }
  | { readonly type: "broken"; readonly message: string };
