// What the texts of this version of the format are called (OBSERVATION.md). Must never change without a new number.

export const OBSERVATION_VERSION = 1;
/** With a version after it, the type of an observation. */
export const OBSERVATION_TYPES = "urn:fromseed:observation:";
export const OBSERVATION_TYPE = `${OBSERVATION_TYPES}${OBSERVATION_VERSION}`;
