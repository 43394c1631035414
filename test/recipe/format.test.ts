// recipes/FORMAT.md names every key, and its example is the one that the tests read; so does src/imports/IMPORTS.md of
// fromseed.yaml.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Json } from "../../src/bytes/canonical-json.ts";
import { SCHEMAS } from "../../src/recipe/json-schema.ts";
import { DEFAULT_LIMITS } from "../../src/recipe/read-recipe.ts";

const page = (path: string) => readFileSync(join(import.meta.dirname, "../..", path), "utf8");
const format = page("recipes/FORMAT.md");
const imports = page("src/imports/IMPORTS.md");
const example = (path: string) => readFileSync(join(import.meta.dirname, "example", path), "utf8");

function keysOf(schema: Json): readonly string[] {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return [];
  const { properties, items } = schema as {
    readonly properties?: { readonly [key: string]: Json };
    readonly items?: Json;
  };
  return [
    ...Object.entries(properties ?? {}).flatMap(([key, value]) => [key, ...keysOf(value)]),
    ...(items === undefined ? [] : keysOf(items)),
  ];
}

test.each(["recipes/musl/recipe.yaml", "stages/libc.yaml"])("the example %s stands there as it is", (path) => {
  expect(format).toContain(`\`${path}\`:\n\`\`\`yaml\n${example(path)}\`\`\``);
});

test.each([...SCHEMAS].flatMap(([path, schema]) => [...new Set(keysOf(schema))].map((key) => [path, key])))(
  "%s: the key %s is told of",
  (path, key) => {
    expect(path!.includes("fromseed") ? imports : format).toMatch(new RegExp(`\`${key}[\`:]`));
  },
);

test.each(["recipes/recipe.schema.json", "stages/stages.schema.json"])("%s: top keys stand in their order", (path) => {
  const section = format.slice(format.indexOf(path.startsWith("recipes") ? "## recipe.yaml" : "## stages/*.yaml"));
  const places = Object.keys(SCHEMAS.get(path)!["properties"] as object).map((key) =>
    section.indexOf(`| \`${key}\` |`),
  );
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test("the limits that are told are the limits", () => {
  expect(format).toContain("1h by default");
  expect(format).toContain("4GiB), `processes` (512), `disk` (10GiB)");
  expect(DEFAULT_LIMITS).toEqual({ seconds: 3600, memory: 4 * 2 ** 30, processes: 512, disk: 10 * 2 ** 30 });
});
