// What the texts of this version of the format are called (OBSERVATION.md). Must never change without a new number.

import type { Json } from "../bytes/canonical-json.ts";

export const OBSERVATION_VERSION = 1;
/** With a version after it, the type of an observation. */
export const OBSERVATION_TYPES = "urn:fromseed:observation:";
export const OBSERVATION_TYPE = `${OBSERVATION_TYPES}${OBSERVATION_VERSION}`;

/** The version of an observation, when it is another one than ours. */
export function otherObservationVersion(json: Json): number | undefined {
  const type = typeof json === "object" && json !== null && "predicateType" in json ? json["predicateType"] : undefined;
  const found = typeof type === "string" ? /^urn:fromseed:observation:(\d{1,9})$/.exec(type)?.[1] : undefined;
  return found === undefined || Number(found) === OBSERVATION_VERSION ? undefined : Number(found);
}
