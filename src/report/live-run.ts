// Live run: what the terminal view must remember of a run, kept up to date event by event.
// Taking an output line must stay as cheap as storing it: it is made harmless and cut only when it is drawn.

import type { Activity, Event, PlannedStage } from "../model/event.ts";

/** Output lines kept for each running stage. */
const keptLines = 8;
/** Seconds that this machine is taken to be as fast as was planned, so that a first short stage says little. */
const BELIEVED = 5;

/** What a run still takes. It is known from builds here, or partly from another machine's; or it is at least that. */
export interface Remaining {
  readonly seconds: number;
  readonly from: "here" | "reference" | "part";
}

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
  /** When the first event came, by the clock of `take`. */
  startedAt: number | undefined;
  #jobs = 1;
  #cores = 1;
  /** Of stages built in this run: what they were to take as a reference says, and what they took. */
  #referenceSeconds = 0;
  #tookSeconds = 0;

  take(event: Event, now: number): void {
    this.startedAt ??= now;
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
      case "stage-finished": {
        const { expectedSeconds = 0, reference } = this.running.get(event.stage)?.planned ?? {};
        if (event.how === "built" && reference) {
          this.#referenceSeconds += expectedSeconds;
          this.#tookSeconds += event.seconds;
        }
        this.#end(event.stage);
        return;
      }
      case "stage-stopped":
      case "stage-skipped":
        this.#end(event.stage);
        return;
      case "stage-waiting":
      case "warning":
      case "run-finished":
        return;
    }
  }

  /** Seconds that a stage is expected to take; what a reference says at the speed that this run has shown so far. */
  expected(planned: PlannedStage, now: number): number | undefined {
    const { expectedSeconds, reference } = planned;
    return expectedSeconds === undefined ? undefined : expectedSeconds * (reference ? this.#slowness(now) : 1);
  }

  /**
   * Seconds that are left if each stage takes what it is expected to: as long as the longest chain of stages of which
   * each uses the one before, or as all stages on so many jobs, or as their processor time on so many cores, whichever
   * is most.
   */
  remaining(now: number): Remaining {
    const slowness = this.#slowness(now);
    let from: Remaining["from"] = "here";
    let chain = 0;
    let work = 0;
    let processor = 0;
    const add = (planned: PlannedStage, elapsed: number): void => {
      const { expectedSeconds, expectedCpuSeconds = expectedSeconds ?? 0, followedBySeconds = 0, reference } = planned;
      if (expectedSeconds === undefined) from = "part";
      else if (reference && from === "here") from = "reference";
      const factor = reference ? slowness : 1;
      const whole = (expectedSeconds ?? 0) * factor;
      const left = Math.max(0, whole - elapsed);
      chain = Math.max(chain, left + followedBySeconds * factor);
      work += left;
      if (whole > 0) processor += expectedCpuSeconds * factor * (left / whole);
    };
    for (const planned of this.waiting.values()) add(planned, 0);
    for (const { startedAt, planned } of this.running.values()) add(planned, (now - startedAt) / 1000);
    return { seconds: Math.max(chain, work / this.#jobs, processor / Math.min(this.#jobs, this.#cores)), from };
  }

  /** How many times as long as a reference says stages have taken in this run, those that are late by now counted in. */
  #slowness(now: number): number {
    let reference = BELIEVED + this.#referenceSeconds;
    let took = BELIEVED + this.#tookSeconds;
    for (const { startedAt, planned } of this.running.values()) {
      const elapsed = (now - startedAt) / 1000;
      if (!planned.reference || elapsed <= planned.expectedSeconds! * (took / reference)) continue;
      reference += planned.expectedSeconds!;
      took += elapsed;
    }
    return took / reference;
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
