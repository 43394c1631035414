// Executor: the seam between the engine and whatever runs a stage. Nothing above it may know how a root is made.

import type { Failure } from "./failure.ts";
import type { Limits } from "./recipe.ts";

/** A stored tree, as a directory on this machine that must not be written to. */
export interface TreeAt {
  readonly directory: string;
}

/** What a stage's steps see and may do. The contract is in src/sandbox/CONTRACT.md. */
export interface Root {
  /** Trees laid over each other at `/`; the caller has made sure that no two hold different entries at one path. */
  readonly layers: readonly TreeAt[];
  /** `/src/<name>`: a private writable copy of a tree, or a read-only file (then `directory` is the file's path). */
  readonly sources: readonly { readonly name: string; readonly type: "tree" | "file"; readonly directory: string }[];
  /** `/repo`: local files of the recipe, read-only. */
  readonly files?: TreeAt;
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
}

export interface Execution {
  readonly root: Root;
  readonly steps: readonly { readonly name: string; readonly argv: readonly string[]; readonly directory: string }[];
  /** An empty directory of the caller's, on the store's file system: the executor keeps all its scratch in it. */
  readonly scratch: string;
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
  /** `out` is the directory that holds the output, below scratch. */
  | ({ readonly ok: true; readonly out: string } & Usage)
  | { readonly ok: false; readonly failure: Failure; readonly interrupted: boolean; readonly stepIndex: number };

/** Runs the steps of one stage in a sealed root, one after the other, and stops at the first that fails. */
export interface Executor {
  run(execution: Execution): Promise<ExecutionResult>;
  /** What is missing on this machine for `run` to work; empty when nothing is. */
  missing(): Promise<readonly Failure[]>;
}
