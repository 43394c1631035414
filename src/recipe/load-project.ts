// loadProject: reads a project: fromseed.yaml and what it imports, recipes/*/recipe.yaml, stages/*.yaml and
// stages/expected.sha256. Must never give half a project: either all of it is right, or every failure that was found is
// told.

import { existsSync, readdirSync, realpathSync, statSync, type Dirent } from "node:fs";
import { join } from "node:path";
import { byBytes } from "../bytes/order.ts";
import { fail, succeed, type Failure, type Result } from "../model/failure.ts";
import { calledIn, PROJECT_FILE, type Import } from "../model/import.ts";
import { EXPECTED_FILE, readExpected } from "./expected.ts";
import { NAME } from "./forms.ts";
import { differentVersions, versionsText } from "./import-versions.ts";
import { importedParts, type ReadImport } from "./imported-stages.ts";
import { linkStages, type StagesFile } from "./link-stages.ts";
import type { OpenImport, Project } from "./project.ts";
import { readImports } from "./read-imports.ts";
import { readNode } from "./read-node.ts";
import { readRecipe, type OpenRecipe } from "./read-recipe.ts";
import { Reading } from "./reading.ts";
import { readReferenceTimes, REFERENCE_FILE } from "./reference-times.ts";
import { RepositoryFiles } from "./repository-files.ts";
import { readRepositoryText, RepositoryText, type Checkout } from "./text.ts";

export type { Project } from "./project.ts";

/** Gives the folder in which an import's parts lie, of the digest that is asked for. */
export type Bring = (asked: Import) => Promise<Result<string>>;

/** For a project that is read alone. */
const NOTHING: Bring = async (asked) =>
  fail("import-unavailable", `Cannot import "${asked.name}": it is not here`, { place: asked.at });

/** Reads the project whose repository's root is `root`. Failures come in the order of files and lines. */
export function loadProject(root: string, bring: Bring = NOTHING): Promise<Result<Project>> {
  return readProject({ root, base: root, above: [] }, bring);
}

/** A project that is to be read. */
interface ToRead extends Checkout {
  /** The folders of those that import it, itself included, as far as they are folders of this machine. */
  readonly above: readonly string[];
}

async function readProject(to: ToRead, bring: Bring): Promise<Result<Project>> {
  const missing = ["recipes", "stages"].filter((folder) => !existsSync(join(to.root, folder)));
  if (missing.length > 0) return notThere(to, missing);
  const files = new RepositoryFiles(to);
  const { imports, failures: ofImports } = await readImports(files, to.base);
  // What is wrong with imports is told alone: without their stages, nothing that uses them could be judged.
  if (ofImports.length > 0) return { ok: false, failures: inOrder(ofImports) };
  const opened = await openImports(imports, to, bring);
  if (!opened.ok) return { ok: false, failures: inOrder(opened.failures) };
  const failures: Failure[] = [];
  const imported = importedParts(opened.value);
  const all = opened.value.flatMap((each) => openImport(each, to));
  // Names that clash are most often those of one project in two versions.
  const details = differentVersions(all).map(versionsText);
  failures.push(...imported.failures.map((each) => (details.length === 0 ? each : { ...each, details })));

  const recipes = new Map<string, OpenRecipe | undefined>();
  for (const entry of readdirSync(join(to.root, "recipes"), { withFileTypes: true }).sort((a, b) =>
    byBytes(a.name, b.name),
  )) {
    const folder = folderFault(files, entry);
    if (folder === "none") continue;
    if (folder !== undefined) failures.push(folder);
    const read = await readRecipe(entry.name, files);
    recipes.set(entry.name, read.open);
    failures.push(...read.failures);
  }

  const stagesFiles: StagesFile[] = [];
  for (const name of readdirSync(join(to.root, "stages")).sort(byBytes)) {
    const file = `stages/${name}`;
    if (name.endsWith(".yml"))
      failures.push(misplaced(files, file, `Cannot read stages "${file}": it would not be read`, "name it .yaml"));
    if (name.endsWith(".yaml")) stagesFiles.push(await readNode(files, file, `Cannot read stages "${file}"`));
  }
  const linked = linkStages(stagesFiles, recipes, imported);
  failures.push(...linked.failures, ...stagesFiles.flatMap(({ reading }) => reading.failures));

  // While stages are in doubt, so is whether a name is one.
  const own = [...linked.stages.values()].filter(({ recipe }) => recipe.root === files.root).map(({ name }) => name);
  const known = failures.length > 0 ? undefined : new Set(own);
  const expectedReading = readOptional(files, EXPECTED_FILE, "Cannot read expected digests");
  const expected = readExpected(expectedReading, known);
  const timesReading = readOptional(files, REFERENCE_FILE, "Cannot read reference times");
  const referenceTimes = readReferenceTimes(timesReading, known);
  failures.push(...expectedReading.failures, ...timesReading.failures);

  if (failures.length > 0) return { ok: false, failures: inOrder(failures) };
  return succeed({
    root: files.root,
    recipes: new Map([...recipes].map(([name, open]) => [name, open!.recipe])),
    stages: linked.stages,
    images: linked.images,
    expected: new Map([...expected, ...imported.expected]),
    referenceTimes: new Map([...referenceTimes, ...imported.referenceTimes]),
    ...(linked.defaultTarget === undefined ? {} : { defaultTarget: linked.defaultTarget }),
    imports: all,
  });
}

/** Brings and reads imports; all that is wrong with any of them is told. */
async function openImports(
  imports: readonly Import[],
  importer: ToRead,
  bring: Bring,
): Promise<Result<readonly ReadImport[]>> {
  const opened: ReadImport[] = [];
  const failures: Failure[] = [];
  const above = [...importer.above, realpathSync(importer.base ?? importer.root)];
  for (const asked of imports) {
    const folders = asked.places
      .flatMap((place) => (place.type === "directory" ? [place.path] : []))
      .filter((folder) => existsSync(folder));
    const [base] = folders;
    const itself = folders.find((folder) => above.includes(realpathSync(folder)));
    if (itself !== undefined) {
      failures.push(circle(asked, itself));
      continue;
    }
    const root = await bring(asked);
    const to = { imported: calledIn(importer, asked.name), base, places: asked.places, above };
    const project = root.ok ? await readProject({ ...to, root: root.value }, bring) : root;
    if (project.ok) opened.push({ asked, project: project.value });
    else failures.push(...project.failures);
  }
  return failures.length > 0 ? { ok: false, failures } : succeed(opened);
}

function openImport({ asked, project }: ReadImport, importer: Checkout): readonly OpenImport[] {
  return [{ ...asked, called: calledIn(importer, asked.name), root: project.root }, ...project.imports];
}

function circle(asked: Import, folder: string): Failure {
  return {
    kind: "failure",
    code: "import-cycle",
    message: `Cannot import "${asked.name}": "${folder}" is the project that imports it, directly or through others`,
    place: asked.at,
    hint: "no digest can be pinned in a circle: move what both use into a third project",
  };
}

function notThere({ root, imported }: ToRead, missing: readonly string[]): Result<never> {
  const found = `it has no ${missing.join(" and no ")}`;
  if (imported !== undefined) return fail("project", `Cannot read import "${imported}": ${found}`);
  const hint = existsSync(join(root, PROJECT_FILE))
    ? `a project with a ${PROJECT_FILE} has both, if only empty: fromseed init makes what is missing`
    : "run fromseed in a checkout that has recipes/ and stages/; fromseed init begins a project";
  return fail("project", `Cannot read project "${root}": ${found}`, { hint });
}

/** What is wrong with an entry of recipes/ as a folder of a recipe; "none" for what is not meant to be one. */
function folderFault(files: RepositoryFiles, entry: Dirent): Failure | "none" | undefined {
  const folder = `recipes/${entry.name}`;
  if (entry.isSymbolicLink()) {
    const led = statSync(join(files.root, folder), { throwIfNoEntry: false });
    if (led === undefined)
      return misplaced(
        files,
        `${folder}/recipe.yaml`,
        `Cannot read recipe "${entry.name}": "${folder}" is a symbolic link that leads nowhere`,
        files.imported === undefined
          ? "let it lead to the recipe's folder"
          : "an import holds what lies in its own recipes/, stages/ and bootstrap-seed/ alone",
      );
    if (!led.isDirectory()) return "none";
  } else if (!entry.isDirectory()) return "none";
  if (NAME.pattern.test(entry.name)) return undefined;
  return misplaced(
    files,
    `${folder}/recipe.yaml`,
    `Cannot read recipe "${entry.name}": that is not a name`,
    NAME.hint!,
  );
}

/** Opens a file that need not be there. One that cannot be read has that failure, and no text. */
function readOptional(files: RepositoryFiles, file: string, action: string): Reading {
  const nothing = new RepositoryText(calledIn(files, file), "");
  const { text, failures } = existsSync(join(files.root, file))
    ? readRepositoryText(files, file, action)
    : { text: nothing, failures: [] };
  return new Reading(failures.length > 0 ? nothing : text, action, [...failures]);
}

function misplaced(files: RepositoryFiles, file: string, message: string, hint: string): Failure {
  const place = new RepositoryText(calledIn(files, file), "").place({ start: 0, end: 0 });
  return { kind: "failure", code: "recipe-form", message, place, hint };
}

function inOrder(failures: readonly Failure[]): readonly Failure[] {
  return [...failures].sort(
    ({ place: a }, { place: b }) =>
      byBytes(a?.file ?? "", b?.file ?? "") || (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0),
  );
}
