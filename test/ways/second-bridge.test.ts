// The second way to rustc does the work of the first with other tools, so that the trees where they meet are the same.

import { join } from "node:path";
import { expect, test } from "vitest";
import { loadProject } from "../../src/recipe/load-project.ts";

/** What takes the place of each stage; the bridges and their libraries have recipes of their own. */
const SECOND: Readonly<Record<string, string>> = {
  "rust-bridge": "rust-bridge-web",
  "rust-std-bridge": "rust-std-web",
  "cargo-1": "cargo-web-1",
  "rustc-1": "rustc-web-1",
  "rust-std-1": "rust-std-web-1",
  "rustc-2": "rustc-web-2",
};
const project = await loadProject(join(import.meta.dirname, "../.."));

const workOf = (name: string, places: Readonly<Record<string, string>> = {}) => {
  if (!project.ok) throw new Error("the project is wrong");
  const { recipe, uses } = project.value.stages.get(name)!;
  return { recipe, uses: uses.map(({ stage }) => places[stage] ?? stage) };
};

test.each(Object.entries(SECOND).slice(2))("%s and %s are one work by other tools", (first, second) => {
  expect(workOf(second)).toEqual(workOf(first, SECOND));
});

test("neither bridge is in the root of what must be the same by both", () => {
  for (const name of ["rustc-2", "rustc-web-2"])
    expect(workOf(name).uses.filter((used) => /bridge|^rust-std-web$/.test(used))).toEqual([]);
});
