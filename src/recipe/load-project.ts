// loadProject: reads recipes/*/recipe.yaml, stages/*.yaml and stages/expected.sha256 of a repository.
// Must never give half a project: either all of it is right, or every failure that was found is told.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { byBytes } from "../bytes/order.ts";
import { fail, succeed, type Failure, type Result } from "../model/failure.ts";
import { EXPECTED_FILE, readExpected } from "./expected.ts";
import { NAME } from "./forms.ts";
import { linkStages, type StagesFile } from "./link-stages.ts";
import type { Project } from "./project.ts";
import { readNode } from "./read-node.ts";
import { readRecipe, type OpenRecipe } from "./read-recipe.ts";
import { Reading } from "./reading.ts";
import { readReferenceTimes, REFERENCE_FILE } from "./reference-times.ts";
import { RepositoryFiles } from "./repository-files.ts";
import { readRepositoryText, RepositoryText } from "./text.ts";

export type { Project } from "./project.ts";

/** Reads the project whose repository's root is `root`. Failures come in the order of files and lines. */
export async function loadProject(root: string): Promise<Result<Project>> {
  const missing = ["recipes", "stages"].filter((folder) => !existsSync(join(root, folder)));
  if (missing.length > 0)
    return fail("project", `Cannot read project "${root}": it has no ${missing.join(" and no ")}`, {
      hint: "run fromseed in a checkout that has recipes/ and stages/",
    });

  const files = new RepositoryFiles(root);
  const failures: Failure[] = [];
  const recipes = new Map<string, OpenRecipe | undefined>();
  for (const entry of readdirSync(join(root, "recipes"), { withFileTypes: true }).sort((a, b) =>
    byBytes(a.name, b.name),
  )) {
    if (!entry.isDirectory()) continue;
    if (!NAME.pattern.test(entry.name))
      failures.push(
        ...misnamed(
          `recipes/${entry.name}/recipe.yaml`,
          `Cannot read recipe "${entry.name}": that is not a name`,
          NAME.hint!,
        ),
      );
    const read = await readRecipe(entry.name, files);
    recipes.set(entry.name, read.open);
    failures.push(...read.failures);
  }

  const stagesFiles: StagesFile[] = [];
  for (const name of readdirSync(join(root, "stages")).sort(byBytes)) {
    const file = `stages/${name}`;
    if (name.endsWith(".yml"))
      failures.push(...misnamed(file, `Cannot read stages "${file}": it would not be read`, "name it .yaml"));
    if (name.endsWith(".yaml")) stagesFiles.push(await readNode(files.root, file, `Cannot read stages "${file}"`));
  }
  const linked = linkStages(stagesFiles, recipes);
  failures.push(...linked.failures, ...stagesFiles.flatMap(({ reading }) => reading.failures));

  // While stages are in doubt, so is whether a name is one.
  const known = failures.length > 0 ? undefined : new Set(linked.stages.keys());
  const expectedReading = readOptional(files.root, EXPECTED_FILE, "Cannot read expected digests");
  const expected = readExpected(expectedReading, known);
  const timesReading = readOptional(files.root, REFERENCE_FILE, "Cannot read reference times");
  const referenceTimes = readReferenceTimes(timesReading, known);
  failures.push(...expectedReading.failures, ...timesReading.failures);

  if (failures.length > 0) return { ok: false, failures: inOrder(failures) };
  return succeed({
    root: files.root,
    recipes: new Map([...recipes].map(([name, open]) => [name, open!.recipe])),
    stages: linked.stages,
    images: linked.images,
    expected,
    referenceTimes,
    ...(linked.defaultTarget === undefined ? {} : { defaultTarget: linked.defaultTarget }),
  });
}

/** Opens a file that need not be there. One that cannot be read has that failure, and no text. */
function readOptional(root: string, file: string, action: string): Reading {
  const { text, failures } = existsSync(join(root, file))
    ? readRepositoryText(root, file, action)
    : { text: new RepositoryText(file, ""), failures: [] };
  return new Reading(failures.length > 0 ? new RepositoryText(file, "") : text, action, [...failures]);
}

function misnamed(file: string, message: string, hint: string): readonly Failure[] {
  return [
    {
      kind: "failure",
      code: "recipe-form",
      message,
      place: new RepositoryText(file, "").place({ start: 0, end: 0 }),
      hint,
    },
  ];
}

function inOrder(failures: readonly Failure[]): readonly Failure[] {
  return [...failures].sort(
    ({ place: a }, { place: b }) =>
      byBytes(a?.file ?? "", b?.file ?? "") || (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0),
  );
}
