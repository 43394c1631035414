// Writes stages/expected.sha256: the digests that a build must give, in the form that sha256sum -c reads.

import { join } from "node:path";
import { byBytes } from "../bytes/order.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import type { Result } from "../model/failure.ts";
import { EXPECTED_FILE } from "../recipe/expected.ts";
import type { Project } from "../recipe/project.ts";
import { replaceProjectFile } from "./project-file.ts";

const HEADER = [
  "# Expected tree digest of each stage: the sha256 of its tree listing. Recorded by `fromseed build STAGE --accept`.",
  "# To check by hand what was built here: cd the state folder's latest/ and give this file to sha256sum -c --ignore-missing.",
];

/** Keeps the digests of stages that were not built, and of stages that the project no longer has none. */
export async function writeExpected(
  project: Project,
  outcomes: ReadonlyMap<string, { readonly tree: Sha256 }>,
): Promise<Result<void>> {
  const digests = new Map<string, Sha256>();
  for (const [name, { recipe }] of project.stages) {
    if (recipe.root !== project.root) continue;
    const digest = outcomes.get(name)?.tree ?? project.expected.get(name)?.sha256;
    if (digest !== undefined) digests.set(name, digest);
  }
  const lines = [...digests].sort(([a], [b]) => byBytes(a, b)).map(([name, digest]) => `${digest}  ${name}.tree`);
  const text = [...HEADER, ...lines, ""].join("\n");
  return await replaceProjectFile(join(project.root, EXPECTED_FILE), "the expected digests", () => text);
}
