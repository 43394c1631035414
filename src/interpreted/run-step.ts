// One step of a job: its program is found in the root in memory and interpreted to its end. Must never start a program of
// this machine.

import { setImmediate as breathe } from "node:timers/promises";
import type { FileSystem } from "../interpreter/file-system.ts";
import type { CodeCache } from "../translator/code-cache.ts";
import { Compiler } from "../translator/compiler.ts";
import { Process, startProcess } from "../interpreter/process.ts";
import { stopText, type StopReason } from "../interpreter/stop.ts";
import type { Job, JobStep } from "../model/executor.ts";
import type { FailureCode } from "../model/failure-code.ts";
import type { Failure } from "../model/failure.ts";
import type { LineSplitter } from "./lines.ts";

/** What a step runs in. */
export interface StepRoom {
  readonly job: Job;
  readonly files: FileSystem;
  readonly output: LineSplitter;
  /** Where compiled code is kept; without it, the plain interpreter is used. */
  readonly cache: CodeCache | undefined;
  /** The most instructions that one step may execute. */
  readonly mostInstructions: number;
  readonly signal: AbortSignal;
  readonly onInstructions: (count: number) => void;
}

/** Instructions between two looks at whether to go on. */
const SLICE = 20_000_000;

/** Runs a step; gives why it failed, or nothing. */
export async function runStep(step: JobStep, room: StepRoom): Promise<Failure | undefined> {
  const { job, files, output } = room;
  const failed = (code: FailureCode, found: string, details?: readonly string[]): Failure => ({
    kind: "failure",
    code,
    message: `Cannot run step "${step.name}" (interpreted): ${found}`,
    ...(details === undefined ? {} : { details }),
  });
  const path = programPath(step, job.environment["PATH"] ?? "/bin:/usr/bin");
  const program = path.map((each) => files.get(each)).find((each) => each !== undefined);
  if (program === undefined) return failed("step-not-started", `there is no program ${JSON.stringify(step.argv[0])}`);
  const process = startProcess(program, {
    files,
    argv: step.argv,
    environment: { ...job.environment, PWD: step.directory },
    directory: step.directory,
    onOutput: (_, bytes) => output.take(bytes),
  });
  if (!(process instanceof Process)) return failed("step-not-started", stopText(process));
  const runner = room.cache === undefined ? process : new Compiler(process, room.cache);
  for (;;) {
    const outcome = runner.run(Math.min(SLICE, room.mostInstructions - process.count));
    if (outcome.type === "exited" || outcome.type === "stopped") room.onInstructions(process.count);
    if (outcome.type === "stopped") return failed(CODES[outcome.stop.reason], stopText(outcome.stop));
    if (outcome.type === "exited")
      return outcome.code === 0 ? undefined : failed("step-failed", `it ended with code ${outcome.code}`);
    if (process.count >= room.mostInstructions)
      return failed("limit-time", `it executed more than ${room.mostInstructions} instructions`);
    await breathe();
    if (room.signal.aborted) return failed("interrupted", "it was interrupted");
  }
}

/** Where the program may be: as argv[0] says, or below the directories of PATH. */
function programPath({ argv: [name = ""], directory }: JobStep, search: string): readonly string[] {
  if (name.startsWith("/")) return [name];
  if (name.includes("/")) return [`${directory}/${name}`];
  return search.split(":").map((each) => `${each}/${name}`);
}

const CODES: Readonly<Record<StopReason, FailureCode>> = {
  "not-a-program": "step-not-started",
  "unknown-instruction": "step-failed",
  "unknown-system-call": "step-failed",
  "memory-fault": "step-failed",
  "divide-error": "step-failed",
  "memory-limit": "limit-memory",
};
