// The environment of every stage: the same on all machines. A recipe may add to it and override it.

import type { Stage } from "../model/recipe.ts";

export const ARCHITECTURE = "x86_64";

/** What every step sees, before the recipe's own. SOURCE_DATE_EPOCH is 1: the time that all files carry. */
const BASE: Readonly<Record<string, string>> = {
  HOME: "/tmp",
  LC_ALL: "C",
  PATH: "/bin",
  SOURCE_DATE_EPOCH: "1",
  TMPDIR: "/tmp",
  TZ: "UTC0",
};

/** The environment that is part of the key. */
export function keyedEnvironment(stage: Stage): Readonly<Record<string, string>> {
  return { ...BASE, ...stage.recipe.environment };
}

/** The environment that the steps see: the keyed one, and `JOBS`, the number of cores they may use. */
export function stepEnvironment(stage: Stage, cores: number): Readonly<Record<string, string>> {
  return { ...keyedEnvironment(stage), JOBS: String(cores) };
}
