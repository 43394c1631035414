// Event words: what an event says as `stage  verb  detail`, shared by the plain log and the terminal view.
// Must never put a time into the detail: `seconds` stands apart, so that a log without times is the same on every
// machine.

import type { BuildReason, Event, SkipReason, WaitReason } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import { failuresText } from "./failure-text.ts";
import { harmless } from "./harmless.ts";
import { sizeText } from "./size-text.ts";

export interface EventWords {
  /** A stage's name, or `fromseed` for what concerns the whole run. */
  readonly stage: string;
  readonly verb:
    | "planned"
    | "started"
    | "built"
    | "reused"
    | "waiting"
    | "failed"
    | "stopped"
    | "skipped"
    | "warning"
    | "ended";
  readonly detail: string;
  readonly seconds?: number;
  /** Whether `seconds` are those of an earlier build, not of what the line tells of. */
  readonly lastTime?: true;
  /** Lines to show below, as they are. */
  readonly below: readonly string[];
}

/** The longest verb, for columns. */
export const verbWidth = 7;
const run = "fromseed";

/** How words are shown: with colour or without, and commands as they are to be typed. */
export interface WordsLook {
  readonly color: boolean;
  readonly called: (text: string) => string;
}

/** Words of an event; undefined for output and progress, which are not lines of a log. */
export function eventWords(event: Event, look: WordsLook): EventWords | undefined {
  switch (event.type) {
    case "run-started":
      return {
        stage: run,
        verb: "planned",
        detail: harmless(`${count(event.stages.length, "stage")} for ${event.targets.join(", ")}`),
        below: [],
      };
    case "stage-started":
      return {
        stage: harmless(event.stage),
        verb: "started",
        detail: whyText(event.why),
        below: [],
        ...(event.expectedSeconds === undefined ? {} : { seconds: event.expectedSeconds, lastTime: true }),
      };
    case "stage-progress":
    case "stage-output":
      return undefined;
    case "stage-finished":
      return {
        stage: harmless(event.stage),
        verb: event.how,
        detail: `${event.tree}  ${sizeText(event.size)}`,
        seconds: event.seconds,
        below: [],
      };
    case "stage-failed":
      return failedWords(event, look);
    case "stage-waiting":
      return { stage: harmless(event.stage), verb: "waiting", detail: harmless(waitText(event.for)), below: [] };
    case "stage-stopped":
      return { stage: harmless(event.stage), verb: "stopped", detail: "", seconds: event.seconds, below: [] };
    case "stage-skipped":
      return { stage: harmless(event.stage), verb: "skipped", detail: harmless(becauseText(event.because)), below: [] };
    case "warning":
      return {
        stage: run,
        verb: "warning",
        detail: harmless(event.failure.message),
        below: rest([event.failure], look),
      };
    case "run-finished": {
      const stopped = event.stopped === 0 ? "" : `${event.stopped} stopped, `;
      const detail = `${event.built} built, ${event.reused} reused, ${event.failed} failed, ${stopped}${event.skipped} skipped`;
      if (event.interrupted)
        return { stage: run, verb: "stopped", detail: `${detail}, interrupted`, seconds: event.seconds, below: [] };
      return { stage: run, verb: event.failed > 0 ? "failed" : "ended", detail, seconds: event.seconds, below: [] };
    }
  }
}

function whyText(why: BuildReason): string {
  switch (why.type) {
    case "never-built":
      return "it was never built here";
    case "key-changed":
      return "its key changed";
    case "tree-gone":
      return "its output is no longer in the store";
  }
}

function waitText(wait: WaitReason): string {
  switch (wait.type) {
    case "same-build":
      return "another stage or process builds the same";
    case "source":
      return `another stage or process fetches the source "${wait.source}"`;
  }
}

function becauseText(because: SkipReason): string {
  switch (because.type) {
    case "use-failed":
      return `it uses "${because.stage}", which failed`;
    case "use-stopped":
      return `it uses "${because.stage}", which was stopped`;
    case "use-skipped":
      return `it uses "${because.stage}", which was skipped`;
    case "run-failed":
      return "the run stops at the first failure";
    case "run-interrupted":
      return "the run was interrupted";
  }
}

function failedWords(event: Extract<Event, { type: "stage-failed" }>, look: WordsLook): EventWords {
  const [first] = event.failures;
  if (first === undefined) throw new Error(`our bug: stage "${event.stage}" failed without a failure`);
  const below = rest(event.failures, look);
  const stage = harmless(event.stage);
  if (event.log !== undefined) below.push(`log: ${look.called(`fromseed log ${stage}`)}`);
  if (event.kept !== undefined) below.push(`look around: ${look.called(`fromseed shell --failed ${stage}`)}`);
  return { stage, verb: "failed", detail: harmless(first.message), seconds: event.seconds, below };
}

/** The text of failures without the message of the first, which the line above it says already. */
function rest(failures: readonly Failure[], look: WordsLook): string[] {
  return failuresText(failures, look).trimEnd().split("\n").slice(1);
}

/** Writes a number of things: `1 stage`, `3 stages`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
