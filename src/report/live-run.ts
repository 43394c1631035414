// Live run: what the terminal view must remember of a run, kept up to date event by event.
// Taking an output line must stay as cheap as storing it: it is made harmless and cut only when it is drawn.

import type { Activity, Event, PlannedStage } from "../model/event.ts";

/** Output lines kept for each running stage. */
const keptLines = 8;

export interface RunningStage {
  readonly stage: string;
  /** By the clock of `take`, in milliseconds. */
  readonly startedAt: number;
  readonly planned: PlannedStage;
  progress:
    | { readonly activity: Activity; readonly what: string; readonly done: number; readonly total: number }
    | undefined;
  /** The last lines of output, foreign text as it came. */
  readonly lines: string[];
}

export class LiveRun {
  /** The stages that have neither ended nor started. */
  readonly waiting = new Map<string, PlannedStage>();
  readonly running = new Map<string, RunningStage>();
  readonly ended = new Set<string>();
  total = 0;
  failed = 0;
  #jobs = 1;
  #cores = 1;

  take(event: Event, now: number): void {
    switch (event.type) {
      case "run-started":
        for (const planned of event.stages) this.waiting.set(planned.stage, planned);
        this.total = this.waiting.size;
        this.#jobs = event.jobs;
        this.#cores = event.cores;
        return;
      case "stage-started":
        this.#start(event.stage, now);
        return;
      case "stage-progress":
        this.#start(event.stage, now).progress = event;
        return;
      case "stage-output": {
        const { lines } = this.#start(event.stage, now);
        if (lines.length === keptLines) lines.shift();
        lines.push(event.line);
        return;
      }
      case "stage-failed":
        this.failed++;
        this.#end(event.stage);
        return;
      case "stage-finished":
      case "stage-skipped":
        this.#end(event.stage);
        return;
      case "warning":
      case "run-finished":
        return;
    }
  }

  /**
   * Seconds that are left if each stage takes what it took last time: as long as the longest chain of stages of which
   * each uses the one before, or as all stages on so many jobs, or as their processor time on so many cores, whichever
   * is most. `known` is false where a stage has no last time: then it is at least that.
   */
  remaining(now: number): { readonly seconds: number; readonly known: boolean } {
    let known = true;
    let chain = 0;
    let work = 0;
    let processor = 0;
    const add = (
      { expectedSeconds, expectedCpuSeconds = expectedSeconds ?? 0, followedBySeconds = 0 }: PlannedStage,
      elapsed: number,
    ): void => {
      if (expectedSeconds === undefined) known = false;
      const whole = expectedSeconds ?? 0;
      const left = Math.max(0, whole - elapsed);
      chain = Math.max(chain, left + followedBySeconds);
      work += left;
      if (whole > 0) processor += expectedCpuSeconds * (left / whole);
    };
    for (const planned of this.waiting.values()) add(planned, 0);
    for (const { startedAt, planned } of this.running.values()) add(planned, (now - startedAt) / 1000);
    return { seconds: Math.max(chain, work / this.#jobs, processor / Math.min(this.#jobs, this.#cores)), known };
  }

  #start(stage: string, now: number): RunningStage {
    const known = this.running.get(stage);
    if (known) return known;
    const started: RunningStage = {
      stage,
      startedAt: now,
      planned: this.waiting.get(stage) ?? { stage },
      progress: undefined,
      lines: [],
    };
    this.waiting.delete(stage);
    this.running.set(stage, started);
    return started;
  }

  #end(stage: string): void {
    this.waiting.delete(stage);
    this.running.delete(stage);
    this.ended.add(stage);
    this.total = Math.max(this.total, this.ended.size);
  }
}
