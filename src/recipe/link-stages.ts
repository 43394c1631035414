// Stages of all files, bound to their recipes and to each other.
// Must never report a name as unknown that stands in a file that could not be read: that is one mistake, not two.

import type { Failure, Place } from "../model/failure.ts";
import type { Image, Stage } from "../model/recipe.ts";
import { findCycles } from "./cycles.ts";
import type { ImportedParts } from "./imported-stages.ts";
import { linkImages } from "./link-images.ts";
import { nearest } from "../bytes/nearest.ts";
import type { Node, ScalarNode } from "./node.ts";
import { isAbsolute, notAbsolute, NO_LOOK_UP, stepsOf, type OpenRecipe } from "./read-recipe.ts";
import type { Reading } from "./reading.ts";
import { STAGES, type ImageForm, type StageForm } from "./stages-shape.ts";
import { unique } from "./unique.ts";

/** A file of stages as far as it could be read. */
export interface StagesFile {
  readonly node?: Node;
  readonly reading: Reading;
}

/** A search for the nearest name is slow among many; past this many failures the hints are not worth it. */
const MOST_SEARCHES = 100;

/**
 * Binds stages; failures go to each file's reading. `recipes` has undefined for those that could not be read. Imported
 * stages and images stand after the project's own.
 */
export function linkStages(
  files: readonly StagesFile[],
  recipes: ReadonlyMap<string, OpenRecipe | undefined>,
  imported: Pick<ImportedParts, "stages" | "images">,
): {
  readonly stages: ReadonlyMap<string, Stage>;
  readonly images: ReadonlyMap<string, Image>;
  readonly defaultTarget?: string;
  readonly failures: readonly Failure[];
} {
  const names = new Map<string, Place>([...imported.stages].map(([name, { at }]) => [name, at]));
  const forms: { readonly form: StageForm; readonly reading: Reading }[] = [];
  const imageForms: { readonly form: ImageForm; readonly reading: Reading }[] = [];
  const defaults: { readonly node: ScalarNode; readonly reading: Reading }[] = [];
  const failures: Failure[] = [];
  let allKnown = true;
  let searches = 0;

  for (const { node, reading } of files) {
    if (node === undefined) {
      allKnown = false;
      continue;
    }
    const form = STAGES.read(node, reading, "it");
    if (form === undefined) allKnown = false;
    if (form?.values.default !== undefined) defaults.push({ node: form.values.default, reading });
    for (const stage of form?.values.stages ?? []) forms.push({ form: stage, reading });
    for (const image of form?.values.images ?? []) imageForms.push({ form: image, reading });
    for (const name of stageNames(node)) {
      const first = names.get(name.value);
      if (first === undefined) names.set(name.value, reading.place(name));
      else
        reading.fail(
          name,
          `a second stage is named "${name.value}"`,
          imported.stages.has(name.value) ? "rename it, or give the import a prefix" : "give each stage its own name",
          { seeAlso: { says: "the first one", place: first } },
        );
    }
  }

  const stages = new Map<string, Stage>();
  for (const { form, reading } of forms) {
    const { name } = form.values;
    // A name that stands twice is told already: the second is not bound.
    if (stages.has(name.value)) continue;
    const stage = bind(form, reading.about(`Cannot plan stage "${name.value}"`));
    if (stage !== undefined) stages.set(name.value, stage);
  }

  for (const cycle of findCycles(
    new Map([...stages].map(([name, { uses }]) => [name, uses.map(({ stage }) => stage)])),
  )) {
    const at = stages.get(cycle[0]!)!.uses.find(({ stage }) => stage === (cycle[1] ?? cycle[0]))!.at;
    const message = `Cannot plan stages: ${[...cycle, cycle[0]!].map((name) => `"${name}"`).join(" uses ")}`;
    failures.push({
      kind: "failure",
      code: "stage-cycle",
      message,
      place: at,
      hint: "one of them must use a stage that was built before: give that its own name",
    });
  }

  const [first, ...more] = defaults;
  for (const { node, reading } of more)
    reading.fail(node, "a second file has a default stage", "keep one of the two", {
      seeAlso: { says: "the first one", place: first!.reading.place(first!.node) },
    });
  if (first !== undefined) mustBeKnown(first.node, first.reading);
  const images = new Map([
    ...linkImages(imageForms, { names, images: imported.images, mustBeKnown }),
    ...imported.images,
  ]);
  for (const [name, stage] of imported.stages) if (!stages.has(name)) stages.set(name, stage);
  return { stages, images, failures, ...(first === undefined ? {} : { defaultTarget: first.node.value }) };

  function bind({ values }: StageForm, reading: Reading): Stage | undefined {
    unique(values.uses, "stage", reading);
    for (const node of values.uses ?? []) mustBeKnown(node, reading);
    if (!recipes.has(values.recipe.value)) {
      const close = nearest(values.recipe.value, recipes.keys());
      reading.fail(
        values.recipe,
        `no recipe is named "${values.recipe.value}"`,
        close === undefined
          ? `a recipe is a file recipes/${values.recipe.value}/recipe.yaml`
          : `did you mean "${close}"?`,
        { code: "unknown-recipe" },
      );
      return undefined;
    }
    const open = recipes.get(values.recipe.value);
    if (open === undefined) return undefined;
    if (open.recipe.build.type === "seed" && values.uses !== undefined)
      reading.fail(values.uses[0]!, "the seed uses no stage", 'leave "uses" out: the seed is made from its text alone');
    const given: { [name: string]: string } = {};
    for (const [parameter, { key, value }] of values.with ?? []) {
      if (open.parameterPlaces.has(parameter)) given[parameter] = value.value;
      else {
        const close = nearest(parameter, open.parameterPlaces.keys());
        const defined = close === undefined ? undefined : open.parameterPlaces.get(close);
        reading.fail(
          key,
          `the recipe "${values.recipe.value}" has no parameter "${parameter}"`,
          defined === undefined ? undefined : `"${close}" is defined at ${defined.file}:${defined.line}`,
        );
      }
    }
    const recipe = open.withValues(given);
    if (recipe !== open.recipe) {
      for (const step of stepsOf(recipe))
        if (!isAbsolute(step))
          reading.fail(values.with!.values().next().value!.key, notAbsolute(step), NO_LOOK_UP, {
            seeAlso: { says: "the step", place: step.at },
          });
    }
    const uses = (values.uses ?? []).map((node) => ({
      stage: node.value,
      ownName: imported.stages.get(node.value)?.ownName ?? node.value,
      at: reading.place(node),
    }));
    return {
      name: values.name.value,
      ownName: values.name.value,
      recipe,
      uses,
      parameters: { ...recipe.parameters, ...given },
      at: reading.place(values.name),
    };
  }

  function mustBeKnown(node: ScalarNode, reading: Reading): void {
    if (!allKnown || names.has(node.value)) return;
    const close = ++searches > MOST_SEARCHES ? undefined : nearest(node.value, names.keys());
    const defined = close === undefined ? undefined : names.get(close);
    reading.fail(
      node,
      `no stage is named "${node.value}"`,
      defined === undefined ? undefined : `"${close}" is defined at ${defined.file}:${defined.line}`,
      { code: "unknown-stage" },
    );
  }
}

/** Every name that a stages file gives to a stage, whatever else is wrong with the stage. */
function stageNames(node: Node): readonly ScalarNode[] {
  if (node.type !== "map") return [];
  const stages = node.entries.find(({ key }) => key.value === "stages")?.value;
  if (stages?.type !== "list") return [];
  return stages.items.flatMap((item) => {
    const name = item.type === "map" ? item.entries.find(({ key }) => key.value === "name")?.value : undefined;
    return name?.type === "scalar" ? [name] : [];
  });
}
