// Live run: what the terminal view must remember of a run, kept up to date event by event.
// Taking an output line must stay as cheap as storing it: it is made harmless and cut only when it is drawn.

import type { Activity, Event } from "../model/event.ts";

/** Output lines kept for each running stage. */
const keptLines = 8;

export interface RunningStage {
  readonly stage: string;
  /** By the clock of `take`, in milliseconds. */
  readonly startedAt: number;
  readonly expectedSeconds: number | undefined;
  progress: { readonly activity: Activity; readonly what: string; readonly done: number; readonly total: number } | undefined;
  /** The last lines of output, foreign text as it came. */
  readonly lines: string[];
}

export class LiveRun {
  /** Expected seconds of the stages that have neither ended nor started; undefined where no earlier run tells. */
  readonly waiting = new Map<string, number | undefined>();
  readonly running = new Map<string, RunningStage>();
  readonly ended = new Set<string>();
  total = 0;
  failed = 0;

  take(event: Event, now: number): void {
    switch (event.type) {
      case "run-started":
        for (const { stage, expectedSeconds } of event.stages) this.waiting.set(stage, expectedSeconds);
        this.total = this.waiting.size;
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

  /** Seconds that are left if each stage takes as long as last time and as many run side by side as now; `known` is false where a stage has no last time. */
  remaining(now: number): { readonly seconds: number; readonly known: boolean } {
    let work = 0;
    let longest = 0;
    let known = true;
    for (const seconds of this.waiting.values()) {
      if (seconds === undefined) known = false;
      work += seconds ?? 0;
    }
    for (const { startedAt, expectedSeconds } of this.running.values()) {
      if (expectedSeconds === undefined) known = false;
      const left = Math.max(0, (expectedSeconds ?? 0) - (now - startedAt) / 1000);
      work += left;
      longest = Math.max(longest, left);
    }
    return { seconds: Math.max(longest, work / Math.max(1, this.running.size)), known };
  }

  #start(stage: string, now: number): RunningStage {
    const known = this.running.get(stage);
    if (known) return known;
    const started: RunningStage = { stage, startedAt: now, expectedSeconds: this.waiting.get(stage), progress: undefined, lines: [] };
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
