// fromseed check: every diagnostic of recipes and stages that needs no build: their form, the local files that they name,
// what is known here against their sources; and what is allowed, but worth knowing.

import { gitNeeds } from "../../imports/bringing.ts";
import { readLocalFiles } from "../../inputs/local-files.ts";
import { lockingTrees, lockPath } from "../../inputs/locking-tree.ts";
import { confirmOwn } from "../../inputs/own-tree.ts";
import { unprovenSources } from "../../inputs/sources.ts";
import { fail, type Failure } from "../../model/failure.ts";
import type { Recipe, SourcePlace } from "../../model/recipe.ts";
import { openProject } from "../open-project.ts";
import { differentVersions, versionsText } from "../../recipe/import-versions.ts";
import type { Project } from "../../recipe/project.ts";
import { count } from "../../report/event-words.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT, exitCode } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { withStore } from "../home-store.ts";
import { namedRecipe } from "../targets.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const [wanted, ...others] = options.operands;
  if (others.length > 0)
    return reportFailures(context, fail("usage", "Cannot read the command line: it names more than a recipe").failures);
  const project = await openProject(context);
  if (!project.ok) {
    const own = wanted === undefined ? project.failures : ofRecipe(project.failures, wanted);
    // What is wrong elsewhere keeps the project from being read, and so from being checked further.
    return reportFailures(context, own.length > 0 ? own : project.failures);
  }
  const named = wanted === undefined ? undefined : namedRecipe(project.value, "check recipe", wanted);
  if (named?.ok === false) return reportFailures(context, named.failures);
  return withStore(context, async (store) => {
    const failures: Failure[] = [];
    const notes: string[] = [];
    const fetching = { offline: !context.network, proxies: {}, git: gitNeeds(context.environment), directories: [] };
    const checked = named === undefined ? [...project.value.recipes.values()] : [named.value];
    for (const recipe of checked) {
      const files = await readLocalFiles(recipe.root, recipe.files);
      if (!files.ok) failures.push(...files.failures);
      const own = await confirmOwn({ store, fetching, signal: context.signal }, recipe);
      if (!own.ok) failures.push(...own.failures);
      for (const locking of lockingTrees(recipe)) {
        // What is to be fetched yet is looked at then.
        if (!(await store.hasTree(locking.tree))) continue;
        const lock = await lockPath(store, locking);
        if (!lock.ok) failures.push(...lock.failures);
      }
      for (const { wrong = [] } of await unprovenSources(store, recipe.sources)) failures.push(...wrong);
      notes.push(...notesOn(recipe, project.value));
    }
    if (named === undefined) notes.push(...differentVersions(project.value.imports).map(versionsText));
    if (context.json) {
      context.write(jsonLine({ recipes: checked.map(({ name }) => name), notes, failures }));
      return failures.length === 0 ? EXIT.done : exitCode(failures);
    }
    for (const note of notes) context.write(`${note}\n`);
    if (failures.length > 0) return reportFailures(context, failures);
    context.write(`${count(checked.length, "recipe")} checked: nothing is wrong.\n`);
    return EXIT.done;
  });
}

function ofRecipe(failures: readonly Failure[], recipe: string): readonly Failure[] {
  return failures.filter(({ place }) => place?.file.startsWith(`recipes/${recipe}/`) === true);
}

/** What no rule forbids. */
function notesOn(recipe: Recipe, { stages }: Project): readonly string[] {
  const notes: string[] = [];
  if (![...stages.values()].some((stage) => isOf(stage.recipe, recipe))) notes.push(`${recipe.name}  no stage uses it`);
  for (const { name, places } of recipe.sources)
    if (new Set(places.map(keeper)).size < 2)
      notes.push(`${recipe.name}  its source "${name}" has one place alone: when that goes, so does the source`);
  return notes;
}

/** Whether one is the other with other values of its parameters. */
function isOf(stages: Recipe, recipe: Recipe): boolean {
  return stages.root === recipe.root && stages.name === recipe.name;
}

/** Who keeps what is at a place: two addresses of one server go together. */
function keeper(place: SourcePlace): string {
  return place.type === "url" ? new URL(place.url).host : place.type === "directory" ? place.path : place.type;
}
