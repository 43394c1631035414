// Runs one step in a laid-out root, from start to the end of everything that it has started.
// Must never return while a process of the step may still be running.

import type { Root } from "./root.ts";
import type { Failure } from "../model/failure.ts";
import { exitReason, isFileSizeSignal, limitReason, startReason, type Reason } from "./diagnose.ts";
import type { PreparedRoot } from "./prepared-root.ts";
import { launch } from "./launch.ts";
import { LineSplitter } from "./lines.ts";
import { Monitor } from "./monitor.ts";
import type { LimitName } from "./monitor.ts";
import { Status } from "./status.ts";

export interface StepRun {
  readonly root: Root;
  readonly prepared: PreparedRoot;
  readonly name: string;
  readonly argv: readonly string[];
  readonly directory: string;
  readonly processors: readonly number[];
  /** Seconds of the stage's limit that the steps before have left. */
  readonly secondsLeft: number;
  readonly path: string;
  readonly now: () => number;
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface StepEnd {
  readonly cpuSeconds: number;
  readonly peakMemory: number;
  readonly interrupted: boolean;
  /** Absent when the step has exited with 0. */
  readonly failure?: Failure;
}

/** What ended a step before its time. */
type Cause = { readonly type: "limit"; readonly limit: LimitName } | { readonly type: "interrupted" };

/** setTimeout takes no more. */
const LONGEST_TIMER = 2 ** 31 - 1;

export async function runStep(step: StepRun): Promise<StepEnd> {
  const { root, prepared, argv, directory, path, now } = step;
  const chain = launch({ prepared, root, argv, directory, processors: step.processors, path, terminal: false });

  const status = new Status();
  let cause: Cause | undefined;
  const kill = (why: Cause): void => {
    if (status.exitCode !== undefined) return;
    cause ??= why;
    chain.kill();
  };
  const onLimit = (limit: LimitName): void => kill({ type: "limit", limit });
  const monitor = new Monitor(
    { limits: root.limits, scratch: prepared.scratch, path, now, onLimit },
    chain.pid ?? process.pid,
  );

  // Words of the chain come last and only when it fails, so a line that could be one is held back until the next.
  const said: string[] = [];
  const lines = new LineSplitter((line) => {
    for (const held of said.splice(0)) step.onLine(held);
    if (/^(bwrap|prlimit|setarch|setpriv|sh|taskset|fromseed): /.test(line)) said.push(line);
    else step.onLine(line);
  });
  const setup: Buffer[] = [];
  chain.output!.on("data", (piece: Buffer) => lines.push(piece));
  chain.setup!.on("data", (piece: Buffer) => setup.push(piece));
  chain.status.on("data", (piece: Buffer) => status.push(piece.toString("latin1")));

  const interrupt = (): void => kill({ type: "interrupted" });
  const timer = setTimeout(() => onLimit("seconds"), Math.min(step.secondsLeft * 1000, LONGEST_TIMER));
  step.signal.addEventListener("abort", interrupt, { once: true });
  if (step.signal.aborted) interrupt();
  await chain.ended;
  step.signal.removeEventListener("abort", interrupt);
  clearTimeout(timer);
  monitor.stop();
  lines.end();

  const code = status.exitCode;
  if (code !== undefined) for (const held of said.splice(0)) step.onLine(held);
  if (code !== undefined && isFileSizeSignal(code)) cause ??= { type: "limit", limit: "disk" };
  const usage = {
    cpuSeconds: status.cpuSeconds,
    peakMemory: monitor.peakMemory,
    interrupted: cause?.type === "interrupted",
  };
  if (cause === undefined && code === 0) return usage;

  const reason = await reasonOf(
    cause,
    code,
    () =>
      startReason(root, prepared, argv, directory, [
        ...Buffer.concat(setup)
          .toString()
          .split("\n")
          .filter((line) => line !== ""),
        ...said,
      ]),
    root,
  );
  return {
    ...usage,
    failure: {
      kind: "failure",
      ...reason,
      message: `Cannot run step ${JSON.stringify(step.name)} of the stage: ${reason.message}`,
    },
  };
}

async function reasonOf(
  cause: Cause | undefined,
  code: number | undefined,
  atStart: () => Promise<Reason>,
  root: Root,
): Promise<Reason> {
  switch (cause?.type) {
    case "interrupted":
      return { code: "interrupted", message: "interrupted" };
    case "limit":
      return limitReason(cause.limit, root.limits);
    case undefined:
      return code === undefined ? atStart() : { code: "step-failed", message: exitReason(code) };
  }
}
