// Executor: the seam between the engine and whatever runs a stage, on this machine or on others. A job names all that
// its output may depend on, by digest; its bytes are handed over beside it. Nothing above the seam may know how a root
// is made, nor a directory that an executor made, but for the output that it hands over.

import type { Sha256 } from "../bytes/sha256.ts";
import type { Failure } from "./failure.ts";
import type { Limits } from "./recipe.ts";

export interface JobStep {
  readonly name: string;
  readonly argv: readonly string[];
  /** Where it runs, an absolute path inside. */
  readonly directory: string;
}

/** Steps to run in one root, and what they see and may do. The contract is in src/sandbox/CONTRACT.md. */
export interface Job {
  /** Trees laid over each other at `/`; the caller has made sure that no two hold different entries at one path. */
  readonly layers: readonly Sha256[];
  /** `/src/<name>`: a private writable copy of a tree, or a read-only file. */
  readonly sources: readonly { readonly name: string; readonly type: "tree" | "file"; readonly sha256: Sha256 }[];
  /** `/repo`: the tree of the recipe's local files, read-only. */
  readonly files?: Sha256;
  /**
   * Directories that are in `/out` from the start, as early steps cannot make any. Relative, each after the one that
   * holds it.
   */
  readonly outputDirectories?: readonly string[];
  /** The whole environment; nothing is added to it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly proc: boolean;
  /** How many cores the steps may use. */
  readonly cores: number;
  readonly limits: Limits;
  readonly steps: readonly JobStep[];
}

/** Where on this machine the bytes are that a job names. Nothing may write there. */
export interface JobBytes {
  /** The directory that holds a tree. */
  tree(digest: Sha256): string;
  /** The path of a file. */
  file(digest: Sha256): string;
}

export interface Execution {
  readonly job: Job;
  readonly bytes: JobBytes;
  /**
   * An empty directory of the caller's, on the store's file system: what the executor keeps on this machine lies in it.
   * After a failure it may be kept, moved, and given to a shell that enters the root again.
   */
  readonly workspace: string;
  /** Given each complete line of the steps' output, without its end. */
  readonly onLine: (line: string) => void;
  readonly onStep: (index: number) => void;
  readonly signal: AbortSignal;
}

/** What steps took of the machine. */
export interface Usage {
  /** Processor time of all their processes. */
  readonly cpuSeconds: number;
  /** Bytes: the most that all processes of one step held at once, as far as was seen. */
  readonly peakMemory: number;
}

export type ExecutionResult =
  /**
   * `output` is a directory in the workspace that holds what was `/out`, `work` one that holds what was `/work`, where the
   * executor can give that: from now on the caller's, who digests them.
   */
  | ({ readonly ok: true; readonly output: string; readonly work?: string } & Usage)
  /** An interruption is a failure with that code. */
  | { readonly ok: false; readonly failure: Failure; readonly stepIndex: number };

/** What the executor that interprets calls itself: observations say so, and a policy can ask for it. */
export const INTERPRETER = "interpreter";

/** Runs the steps of a job in a sealed root, one after the other, and stops at the first that fails. */
export interface Executor {
  /** What observations call it, in a few words for a person. Nothing that is built may depend on it. */
  readonly name: string;
  run(execution: Execution): Promise<ExecutionResult>;
  /** What is missing for `run` to work; empty when nothing is. */
  missing(): Promise<readonly Failure[]>;
}
