// A copy of the project in which upstream's configure builds things too: the recipes and stages of by-configure.

import { cpSync, rmSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { home, project } from "../chain/source.ts";
import { call, callForHours } from "../faults/fromseed.ts";
import { scratchDirectory } from "../scratch.ts";

/** The copy's folder; it pins no digests. */
export function projectByConfigure(): string {
  const copy = join(scratchDirectory(), "project");
  for (const folder of ["bootstrap-seed", "recipes", "stages"])
    cpSync(join(project, folder), join(copy, folder), { recursive: true });
  cpSync(join(import.meta.dirname, "by-configure"), join(copy, "recipes"), { recursive: true });
  cpSync(join(copy, "recipes/stages.yaml"), join(copy, "stages/by-configure.yaml"));
  unlinkSync(join(copy, "recipes/stages.yaml"));
  rmSync(join(copy, "stages/expected.sha256"));
  return copy;
}

/** Builds stages of the copy in the default state folder, and gives the paths of their trees; undefined on failure. */
export function treesByConfigure(copy: string, stages: readonly string[]): readonly string[] | undefined {
  const words = ["--project", copy, "--home", home];
  if (callForHours(["build", ...stages, ...words]) !== 0) return undefined;
  const rows = JSON.parse(call(["list", ...stages, "--json", ...words]).stdout) as { name: string; digest: string }[];
  return stages.map((stage) => join(home, "trees", rows.find(({ name }) => name === stage)!.digest));
}
