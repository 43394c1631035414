// Reading an observation: the exact reverse of write.ts. Must never accept a text that write.ts would not have written,
// to the byte; whether it is true, its signature and its evidence say.

import type { Result } from "../model/failure.ts";
import type { Machine, Observation, ObservedStage } from "../model/observation.ts";
import { readCanonical } from "../manifest/canonical-text.ts";
import { loneDigest, readEnvelope } from "../manifest/envelope.ts";
import { otherStatement } from "../manifest/format.ts";
import type { JsonSpot } from "../manifest/json-spot.ts";
import { observationFault } from "./fault.ts";
import { OBSERVATION_TYPE, OBSERVATION_TYPES, OBSERVATION_VERSION } from "./format.ts";
import { writeObservation } from "./write.ts";

/** Reads an observation's text, or says what is wrong with it. `file` is where it came from, for messages. */
export function parseObservation(content: Uint8Array | string, file?: string): Result<Observation> {
  return readCanonical(
    {
      noun: "observation",
      page: "src/observation/OBSERVATION.md",
      version: OBSERVATION_VERSION,
      older: "who wrote it attests again: fromseed attest",
      otherVersion: (json) => otherStatement(json, OBSERVATION_TYPES, OBSERVATION_VERSION),
      read: readStatement,
      fault: observationFault,
      write: writeObservation,
    },
    content,
    file,
  );
}

function readStatement(spot: JsonSpot): Observation {
  const statement = readEnvelope(spot, OBSERVATION_TYPE);
  const predicate = statement.predicate.members("observer", "observed", "target", "machines", "stages", "seen");
  const target = predicate("target").text();
  const own = loneDigest(statement.subject, { name: `${target}.closure.json`, called: "the closure manifest" });
  return {
    observer: predicate("observer").text(),
    observed: predicate("observed").text(),
    target,
    closure: own === undefined ? statement.subject.digest() : own.members("sha256")("sha256").digest(),
    machines: predicate("machines").items().map(readMachine),
    stages: predicate("stages").items().map(readStage),
    seen: predicate("seen")
      .items()
      .map((each) => each.digest()),
  };
}

export function readMachine(spot: JsonSpot): Machine {
  const own = spot.members("vendor", "model", "kernel", "distribution", "cores", "executor", "fromseed", "node");
  return {
    vendor: own("vendor").text(),
    model: own("model").text(),
    kernel: own("kernel").text(),
    distribution: own("distribution").text(),
    cores: own("cores").count(),
    executor: own("executor").text(),
    fromseed: own("fromseed").digest(),
    node: own("node").text(),
  };
}

function readStage(spot: JsonSpot): ObservedStage {
  const own = spot.members("stage", "key", "tree", "manifest", "expected?", "built?", "taken?");
  if (own("built").present() === own("taken").present()) spot.fault('either "built" or "taken"');
  return {
    stage: own("stage").text(),
    key: own("key").digest(),
    tree: own("tree").digest(),
    manifest: own("manifest").digest(),
    ...(own("expected").present() ? { expected: own("expected").digest() } : {}),
    how: own("built").present()
      ? readBuilt(own("built"))
      : { type: "taken", from: own("taken").members("from")("from").text() },
  };
}

function readBuilt(spot: JsonSpot): ObservedStage["how"] {
  const own = spot.members("at", "machine", "times", "evidence?", "confirms");
  return {
    type: "built",
    at: own("at").text(),
    machine: own("machine").count(),
    times: own("times").count(),
    ...(own("evidence").present() ? { evidence: own("evidence").digest() } : {}),
    confirms: own("confirms")
      .items()
      .map((each) => each.text()),
  };
}
