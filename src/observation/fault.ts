// What may not be in an observation, whoever wrote it: checked before one is written and after one is read.
// Must never look outside the observation: whether it is true is for others to say.

import { canonicalJson } from "../bytes/canonical-json.ts";
import type { Machine, Observation, ObservedStage } from "../model/observation.ts";
import { first, keyFault, nameFault, numberFault, orderFault, timeFault, wordsFault } from "../manifest/rules.ts";

/** The first thing wrong with an observation, as the end of a sentence; undefined when nothing is. */
export function observationFault(observation: Observation): string | undefined {
  const { observer, observed, target, machines, stages, seen } = observation;
  const used = new Set(stages.flatMap(({ how }) => (how.type === "built" ? [how.machine] : [])));
  return (
    keyFault(observer) ??
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
    first(how.confirms, keyFault) ??
    orderFault(`observers confirmed for ${what}`, how.confirms) ??
    (how.confirms.includes(observer) ? `${what} has the observer confirm itself` : undefined) ??
    (how.evidence === undefined && how.confirms.length > 0
      ? `${what} confirms others' evidence, and has none of its own`
      : undefined)
  );
}
