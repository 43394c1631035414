// What may not be in an observation, whoever wrote it: checked before one is written and after one is read.
// Must never look outside the observation: whether it is true is for others to say.

import { canonicalJson } from "../bytes/canonical-json.ts";
import type { Machine, Observation, ObservedStage } from "../model/observation.ts";
import { first, lineFault, nameFault, numberFault, orderFault } from "../manifest/rules.ts";

const LONGEST_WORDS = 200;
const OBSERVER = /^(?:[0-9a-f]{40}|[0-9a-f]{64}|SHA256:[A-Za-z0-9+/]{43})$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** The first thing wrong with an observation, as the end of a sentence; undefined when nothing is. */
export function observationFault(observation: Observation): string | undefined {
  const { observer, observed, target, machines, stages, seen } = observation;
  const used = new Set(stages.flatMap(({ how }) => (how.type === "built" ? [how.machine] : [])));
  return (
    observerFault(observer) ??
    timeFault("the time of the observation", observed) ??
    nameFault("target", target) ??
    (stages.some(({ stage }) => stage === target)
      ? undefined
      : `the target ${JSON.stringify(target)} is not among the stages`) ??
    first(machines, machineFault) ??
    orderFault("machines", machines.map(machineText)) ??
    first(stages, (each) => stageFault(each, observation)) ??
    first([...machines.keys()], (each) => (used.has(each) ? undefined : `nothing was built on machine ${each}`)) ??
    orderFault(
      "stages",
      stages.map(({ stage, manifest }) => `${stage}\0${manifest}`),
    ) ??
    orderFault("signatures seen", seen)
  );
}

/** What tells machines apart, and orders them. */
export function machineText(machine: Machine): string {
  return canonicalJson({ ...machine });
}

function observerFault(observer: string): string | undefined {
  return OBSERVER.test(observer) ? undefined : `${JSON.stringify(observer)} is not a key's whole fingerprint`;
}

function timeFault(what: string, time: string): string | undefined {
  const date = new Date(time);
  const same = TIME.test(time) && !Number.isNaN(date.getTime()) && date.toISOString().replace(".000Z", "Z") === time;
  return same ? undefined : `${what} is ${JSON.stringify(time)}, not a time such as 2026-01-31T23:59:59Z`;
}

function wordsFault(what: string, words: string): string | undefined {
  return words.length > LONGEST_WORDS ? `${what} has more than ${LONGEST_WORDS} characters` : lineFault(what, words);
}

function machineFault(machine: Machine): string | undefined {
  return (
    first(["vendor", "model", "kernel", "distribution", "executor", "node"] as const, (each) =>
      wordsFault(`a machine's ${each}`, machine[each]),
    ) ??
    numberFault("a machine's cores", machine.cores) ??
    (machine.cores === 0 ? "a machine has no cores" : undefined)
  );
}

function stageFault(stage: ObservedStage, { observer, observed, machines }: Observation): string | undefined {
  const { how, tree, expected } = stage;
  const what = `stage ${JSON.stringify(stage.stage)}`;
  const named = nameFault("stage", stage.stage);
  if (named !== undefined) return named;
  if (expected === tree) return `${what} is said to differ from the tree ${tree}, which it has`;
  if (how.type === "taken") return how.from === "" ? undefined : wordsFault(`from whom ${what} was taken`, how.from);
  return (
    timeFault(`the time of ${what}`, how.at) ??
    (how.at > observed ? `${what} was built at ${how.at}, after the observation` : undefined) ??
    (how.machine < machines.length ? undefined : `${what} was built on machine ${how.machine} of ${machines.length}`) ??
    (how.times > 0 ? undefined : `${what} was built 0 times`) ??
    first(how.confirms, observerFault) ??
    orderFault(`observers confirmed for ${what}`, how.confirms) ??
    (how.confirms.includes(observer) ? `${what} has the observer confirm itself` : undefined) ??
    (how.evidence === undefined && how.confirms.length > 0
      ? `${what} confirms others' evidence, and has none of its own`
      : undefined)
  );
}
