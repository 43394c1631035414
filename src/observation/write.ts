// The canonical text of an observation: an in-toto Statement v1 about a closure manifest (OBSERVATION.md).
// Must never write a text that parse.ts would refuse.

import { canonicalJson, type Json } from "../bytes/canonical-json.ts";
import type { Machine, Observation, ObservedStage } from "../model/observation.ts";
import { STATEMENT_TYPE } from "../manifest/format.ts";
import { observationFault } from "./fault.ts";
import { OBSERVATION_TYPE } from "./format.ts";

/** Writes an observation as RFC 8785 text, with no line feed at its end. These bytes are what is signed. */
export function writeObservation(observation: Observation): string {
  const fault = observationFault(observation);
  if (fault !== undefined) throw new Error(`our bug: an observation was to be written in which ${fault}`);
  const { observer, observed, target, closure, machines, stages, seen } = observation;
  return canonicalJson({
    _type: STATEMENT_TYPE,
    subject: [{ name: `${target}.closure.json`, digest: { sha256: closure } }],
    predicateType: OBSERVATION_TYPE,
    predicate: { observer, observed, target, machines: machines.map(machineJson), stages: stages.map(stageJson), seen },
  });
}

export function machineJson(machine: Machine): Json {
  const { vendor, model, kernel, distribution, cores, executor, fromseed, node } = machine;
  return { vendor, model, kernel, distribution, cores, executor, fromseed, node };
}

function stageJson({ stage, key, tree, manifest, expected, how }: ObservedStage): Json {
  return {
    stage,
    key,
    tree,
    manifest,
    ...(expected === undefined ? {} : { expected }),
    ...(how.type === "taken"
      ? { taken: { from: how.from } }
      : {
          built: {
            at: how.at,
            machine: how.machine,
            times: how.times,
            ...(how.evidence === undefined ? {} : { evidence: how.evidence }),
            confirms: how.confirms,
          },
        }),
  };
}
