// The published JSON Schemas (draft 2020-12), for editors: made from the shapes that the files are read with.
// Must never be taken for the whole truth: order, quotes, duplicates and what names refer to are beyond a schema.

import type { Json } from "../bytes/canonical-json.ts";
import { PROJECT } from "./imports-shape.ts";
import { RECIPE } from "./recipe-shape.ts";
import { STAGES } from "./stages-shape.ts";

/** Published files by their path from the repository's root. */
export const SCHEMAS: ReadonlyMap<string, { readonly [key: string]: Json }> = new Map([
  ["recipes/recipe.schema.json", schema("A recipe of fromseed: recipes/NAME/recipe.yaml", RECIPE.schema)],
  ["recipes/fromseed.schema.json", schema("A project that imports others: fromseed.yaml", PROJECT.schema)],
  ["stages/stages.schema.json", schema("Stages of fromseed: stages/*.yaml", STAGES.schema)],
]);

function schema(title: string, shape: { readonly [key: string]: Json }): { readonly [key: string]: Json } {
  return { $schema: "https://json-schema.org/draft/2020-12/schema", title, ...shape };
}
