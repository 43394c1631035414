// The published schemas are what the shapes say, and agree with the parser on every example, right and wrong.

import { existsSync, globSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { SCHEMAS } from "../../src/recipe/json-schema.ts";
import { meets } from "./json-schema-check.ts";

const repository = join(import.meta.dirname, "../..");
const recipeSchema = SCHEMAS.get("recipes/recipe.schema.json")!;
const stagesSchema = SCHEMAS.get("stages/stages.schema.json")!;
const projectSchema = SCHEMAS.get("recipes/fromseed.schema.json")!;
const schemaOf = (path: string) => (path.includes("recipes/") ? recipeSchema : stagesSchema);

test.each([...SCHEMAS])("%s is published as the shapes have it (UPDATE_GOLDEN=1 writes it)", (path, schema) => {
  const text = `${JSON.stringify(schema, undefined, 2)}\n`;
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(join(repository, path), text);
  expect(existsSync(join(repository, path)) && readFileSync(join(repository, path), "utf8")).toBe(text);
});

describe("right files meet the schema", () => {
  const files = ["test/recipe/example", "."].flatMap((root) =>
    globSync(["recipes/*/recipe.yaml", "stages/*.yaml"], { cwd: join(repository, root) }).map((path) =>
      join(root, path),
    ),
  );
  test("there are some", () => expect(files.length).toBeGreaterThan(4));
  test.each(files)("%s", (path) =>
    expect(meets(parse(readFileSync(join(repository, path), "utf8")), schemaOf(path))).toBe(true),
  );
});

test("the example of src/imports/IMPORTS.md meets its schema, and the parser's choices are the schema's", () => {
  const page = readFileSync(join(repository, "src/imports/IMPORTS.md"), "utf8");
  const example = parse(/```yaml\n([^]*?)```/.exec(page)![1]!) as { imports: { places: object[] }[] };
  expect(meets(example, projectSchema)).toBe(true);
  for (const wrong of [{ git: "https://x.example/y.git" }, { directory: "x", archive: "y" }, {}])
    expect(meets({ ...example, imports: [{ ...example.imports[0], places: [wrong] }] }, projectSchema)).toBe(false);
});

// What a schema cannot say: syntax and style of YAML, order, duplicates, lines, and what a name refers to.
const BEYOND = new Set([
  "recipe-own-crates",
  "recipe-syntax",
  "recipe-alias",
  "recipe-anchor",
  "recipe-bridge-crates",
  "recipe-tag",
  "recipe-tag-on-list",
  "recipe-directive",
  "recipe-document-marker",
  "recipe-two-documents",
  "recipe-explicit-key",
  "recipe-folded-block",
  "recipe-folded-plain",
  "recipe-script-folded",
  "recipe-order",
  "recipe-size-octal",
  "recipe-duplicate-key",
  "recipe-script-one-line",
  "recipe-version-unquoted-text",
  "recipe-parameter-unquoted-in-list",
  "recipe-file-directory",
  "recipe-file-missing",
  "recipe-file-twice",
  "recipe-unpack-twice",
  "recipe-patch-missing",
  "recipe-patch-not-in-files",
  "recipe-seed-text-missing",
  "recipe-source-twice",
  "recipe-step-twice",
  "recipe-pregenerated-source",
  "recipe-pregenerated-twice",
  "recipe-argv-relative",
  "recipe-dollar",
  "recipe-parameter-escape",
  "recipe-parameter-unknown",
  "recipe-parameter-unused",
  "recipe-folder-name",
  "stages-broken-hides-nothing",
  "stages-cycles",
  "stages-default-twice",
  "stages-default-unknown",
  "stages-of-broken-recipe",
  "stages-relative-program",
  "stages-seed-uses",
  "stages-twice",
  "stages-unknown-parameter",
  "stages-unknown-recipe",
  "stages-unknown-recipe-far",
  "stages-unknown-stage",
  "stages-unknown-stage-far",
  "stages-uses-itself",
  "stages-uses-twice",
  "stages-yml",
]);

describe("wrong files do not, but for what is beyond a schema", () => {
  const folder = join(import.meta.dirname, "bad");
  const cases = readdirSync(folder).filter((name) => /^(recipe|stages)-/.test(name) && name !== "recipe-no-file.txt");
  test("every exception is a case", () =>
    expect([...BEYOND].filter((name) => !cases.includes(`${name}.txt`))).toEqual([]));
  test.each(cases)("%s", (name) => {
    const parts = readFileSync(join(folder, name), "utf8")
      .split(/^-- (.*) --\n/m)
      .slice(1);
    const values: boolean[] = [];
    for (let i = 0; i < parts.length; i += 2) {
      const path = parts[i]!;
      if (path === "failures") continue;
      let value: unknown;
      try {
        value = parse(parts[i + 1]!, { logLevel: "silent" });
      } catch {
        values.push(false);
        continue;
      }
      values.push(meets(value, schemaOf(path)));
    }
    if (!BEYOND.has(name.replace(".txt", ""))) expect(values).toContain(false);
  });
});
