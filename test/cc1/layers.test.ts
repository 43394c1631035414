// The files of cc1 stand in layers: each calls itself and those before it, but for the calls ahead that NOTES.md names.
// cc0 makes the rest sure, as it takes no call of a function that is not declared before.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, sources } from "./build.ts";

const text = (name: string): string => readFileSync(join(folder, name), "utf8");
const defines = (name: string, called: string): boolean =>
  new RegExp(`^[a-z][\\w *]*\\b${called}\\([^)]*\\) \\{`, "m").test(text(name));

test("a file declares ahead what it or NOTES.md says, and NOTES.md names where that is", () => {
  const told = [...text("NOTES.md").matchAll(/^\| (\S+\.c) \|.*\| `(\w+)` in (\S+\.c) \|$/gm)].map((match) =>
    match.slice(1),
  );
  const files = sources();
  const found = files.flatMap((name) =>
    [...text(name).matchAll(/^[a-z][\w *]*\b(\w+)\([^)]*\);/gm)]
      .map(([, called]) => called!)
      .filter((called) => !defines(name, called))
      .map((called) => [name, called, files.find((other) => defines(other, called))]),
  );
  expect(found).toEqual(told);
  for (const [from, , to] of told)
    expect(files.indexOf(to!), `${from} before ${to}`).toBeGreaterThan(files.indexOf(from!));
});

test("the recipe compiles the files in the order of NOTES.md", () => {
  const recipe = readFileSync(join(folder, "../../recipes/cc1/recipe.yaml"), "utf8");
  expect([...recipe.matchAll(/\/cc1\/(\S+\.c)$/gm)].map(([, name]) => name)).toEqual(sources());
});
