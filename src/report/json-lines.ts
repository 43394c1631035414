// JSON lines: each event as one JSON object on a line, for other programs. The format is in src/report/EVENTS.md.
// Must never write a key that EVENTS.md does not list, or a byte that a terminal would act on.

import type { Event, PlannedStage, SkipReason, WaitReason } from "../model/event.ts";
import type { Failure, Place } from "../model/failure.ts";
import { UNSEEN } from "../bytes/unseen.ts";
import type { Reporter } from "./reporter.ts";

const eventsVersion = 2;

export function jsonLinesReporter(options: { readonly write: (text: string) => void }): Reporter {
  return {
    take: (event) => options.write(`${eventJson(event)}\n`),
    finish: () => Promise.resolve(),
  };
}

/** Writes an event as JSON text on one line, its keys in the order of EVENTS.md. */
export function eventJson(event: Event): string {
  return JSON.stringify(ordered(event)).replace(UNSEEN, escaped);
}

/** Writes any value of ours as one line of JSON text; a failure in it has the keys of EVENTS.md. */
export function jsonLine(value: unknown): string {
  const text = JSON.stringify(value, (_, each: unknown) => (isFailure(each) ? failureObject(each) : each));
  return `${text.replace(UNSEEN, escaped)}\n`;
}

function isFailure(value: unknown): value is Failure {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "failure";
}

function ordered(event: Event): object {
  const { type } = event;
  switch (type) {
    case "run-started":
      return {
        type,
        version: eventsVersion,
        targets: event.targets,
        jobs: event.jobs,
        cores: event.cores,
        stages: event.stages.map(plannedObject),
      };
    case "stage-started":
      return {
        type,
        stage: event.stage,
        key: event.key,
        why: { type: event.why.type },
        expectedSeconds: event.expectedSeconds,
      };
    case "stage-progress":
      return {
        type,
        stage: event.stage,
        activity: event.activity,
        what: event.what,
        done: event.done,
        total: event.total,
      };
    case "stage-output":
      return { type, stage: event.stage, line: event.line };
    case "stage-finished":
      return { type, stage: event.stage, tree: event.tree, size: event.size, seconds: event.seconds, how: event.how };
    case "stage-failed":
      return {
        type,
        stage: event.stage,
        failures: event.failures.map(failureObject),
        log: event.log,
        kept: event.kept,
        seconds: event.seconds,
      };
    case "stage-waiting":
      return { type, stage: event.stage, for: waitObject(event.for) };
    case "stage-stopped":
      return { type, stage: event.stage, seconds: event.seconds };
    case "stage-skipped":
      return { type, stage: event.stage, because: becauseObject(event.because) };
    case "warning":
      return { type, failure: failureObject(event.failure) };
    case "run-finished":
      return {
        type,
        built: event.built,
        reused: event.reused,
        failed: event.failed,
        stopped: event.stopped,
        skipped: event.skipped,
        seconds: event.seconds,
        interrupted: event.interrupted,
      };
  }
}

// JSON.stringify leaves out keys whose value is undefined, as EVENTS.md says.
function plannedObject(planned: PlannedStage): object {
  const { stage, expectedSeconds, reference, expectedCpuSeconds, followedBySeconds } = planned;
  return { stage, expectedSeconds, reference, expectedCpuSeconds, followedBySeconds };
}

function waitObject(wait: WaitReason): object {
  return wait.type === "source" ? { type: wait.type, source: wait.source } : { type: wait.type };
}

function becauseObject(because: SkipReason): object {
  return "stage" in because ? { type: because.type, stage: because.stage } : { type: because.type };
}

function failureObject(failure: Failure): object {
  const seeAlso = failure.seeAlso && { says: failure.seeAlso.says, place: placeObject(failure.seeAlso.place) };
  return {
    code: failure.code,
    message: failure.message,
    place: failure.place && placeObject(failure.place),
    seeAlso,
    details: failure.details,
    hint: failure.hint,
  };
}

function placeObject({ file, line, column, length, text }: Place): object {
  return { file, line, column, length, text };
}

function escaped(character: string): string {
  let text = "";
  for (let i = 0; i < character.length; i++) text += `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`;
  return text;
}
