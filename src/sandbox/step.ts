// Runs one step of a stage in its chain, from the start to the end of everything that it has started.
// Must never return while a process of the step may still be running.

import type { Failure } from "../model/failure.ts";
import type { Chain, Program } from "./chain.ts";
import { exitReason, isFileSizeSignal, limitReason, startReason } from "./diagnose.ts";
import { LineSplitter } from "./lines.ts";
import { Monitor } from "./monitor.ts";
import type { LimitName } from "./monitor.ts";
import type { PreparedRoot } from "./prepared-root.ts";
import type { Reason } from "./unavailable.ts";

export interface StepRun extends Program {
  readonly prepared: PreparedRoot;
  readonly name: string;
  /** Seconds of the stage's limit that the steps before have left. */
  readonly secondsLeft: number;
  readonly path: string;
  readonly now: () => number;
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface StepEnd {
  readonly peakMemory: number;
  /** Absent when the step has exited with 0. The chain is of no more use where it is there. */
  readonly failure?: Failure;
}

/** What ended a step before its time. */
type Cause =
  | { readonly type: "limit"; readonly limit: LimitName }
  | { readonly type: "interrupted" }
  | { readonly type: "unwatched"; readonly failure: Failure };

/** setTimeout takes no more. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** What the programs of the chain begin their words with. */
const CHAINS_WORDS = /^(bwrap|prlimit|sh|taskset|fromseed): /;

export async function runStep(chain: Chain, step: StepRun): Promise<StepEnd> {
  const { prepared, path, now } = step;
  let cause: Cause | undefined;
  const kill = (why: Cause): void => {
    if (chain.exitCode !== undefined) return;
    cause ??= why;
    chain.kill();
  };
  const onLimit = (limit: LimitName): void => kill({ type: "limit", limit });
  const monitor = new Monitor(
    {
      limits: prepared.root.limits,
      scratch: prepared.scratch,
      path,
      now,
      onLimit,
      onFailure: (failure) => kill({ type: "unwatched", failure }),
    },
    () => ({ chain: chain.pid, chainHasNamespace: !chain.lacksProc }),
  );

  // Words of the chain come last and only when it fails, so a line that could be one is held back until the next.
  const held: string[] = [];
  const lines = new LineSplitter((line) => {
    for (const earlier of held.splice(0)) step.onLine(earlier);
    if (CHAINS_WORDS.test(line)) held.push(line);
    else step.onLine(line);
  });

  const interrupt = (): void => kill({ type: "interrupted" });
  const timer = setTimeout(() => onLimit("seconds"), Math.min(step.secondsLeft * 1000, LONGEST_TIMER));
  step.signal.addEventListener("abort", interrupt, { once: true });
  if (step.signal.aborted) interrupt();
  let code: number | undefined;
  try {
    code = await chain.run(step, (piece) => lines.push(piece));
  } finally {
    // On a full disk, say, the step is not even told to the chain: no watch over it may keep this process then.
    step.signal.removeEventListener("abort", interrupt);
    clearTimeout(timer);
    monitor.stop();
    lines.end();
  }

  if (code !== undefined) for (const line of held.splice(0)) step.onLine(line);
  if (code !== undefined && isFileSizeSignal(code)) cause ??= { type: "limit", limit: "disk" };
  const end = { peakMemory: monitor.peakMemory };
  if (cause === undefined && code === 0) return end;

  const said = [...chain.said, ...held];
  const reason =
    cause === undefined && code === undefined
      ? await startReason({ prepared, program: step, said, lacksProc: chain.lacksProc })
      : endReason(cause, code!, prepared);
  return {
    ...end,
    failure: {
      kind: "failure",
      ...reason,
      message: `Cannot run step ${JSON.stringify(step.name)} of the stage: ${reason.message}`,
    },
  };
}

function endReason(cause: Cause | undefined, code: number, { root }: PreparedRoot): Reason {
  switch (cause?.type) {
    case "interrupted":
      return { code: "interrupted", message: "interrupted" };
    case "limit":
      return limitReason(cause.limit, root.limits);
    case "unwatched":
      return { ...cause.failure, message: `its limits cannot be watched: ${cause.failure.message}` };
    case undefined:
      return { code: "step-failed", message: exitReason(code) };
  }
}
