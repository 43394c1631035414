// Writes stages/reference-times: a line for each stage that was built here and has none, at the speed of the machine
// that the others are of.

import { join } from "node:path";
import type { Estimate } from "../engine/run-plan.ts";
import { slowness } from "../engine/reference-times.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { Project } from "../recipe/project.ts";
import { REFERENCE_FILE } from "../recipe/reference-times.ts";
import { replaceProjectFile } from "./project-file.ts";

const HEADER = "# What each stage took: seconds on the wall, seconds of processor time. No build depends on it.\n";

/** Adds a line for each of `built` that has none; `known` is what stages took here. Lines that are there stay. */
export async function addReferenceTimes(
  { root, stages, referenceTimes }: Project,
  built: readonly string[],
  known: ReadonlyMap<string, Estimate>,
): Promise<Result<void>> {
  const factor = slowness(known, referenceTimes);
  const text = (seconds: number): string =>
    (Math.max(1, Math.round((seconds / factor) * 10)) / 10).toString().padEnd(7);
  const lines = built.flatMap((stage) => {
    const took = known.get(stage);
    const isOwn = stages.get(stage)?.recipe.root === root;
    if (referenceTimes.has(stage) || took === undefined || !isOwn) return [];
    return [`${text(took.seconds)} ${text(took.cpuSeconds)} ${stage}\n`];
  });
  if (lines.length === 0) return succeed(undefined);
  return await replaceProjectFile(
    join(root, REFERENCE_FILE),
    "the reference times",
    (before) => (before === "" ? HEADER : before) + lines.join(""),
  );
}
