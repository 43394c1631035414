// The stages of Rust: where the bridge is seen, and what must come out the same. Pinned digests are held against each
// other as soon as there are any; that a build gives them is each build's own check.

import { join } from "node:path";
import { expect, test } from "vitest";
import { loadProject } from "../../src/recipe/load-project.ts";
import { pinned } from "../chain/source.ts";

const project = await loadProject(join(import.meta.dirname, "../.."));
if (!project.ok) throw new Error("the project is wrong");
const { stages } = project.value;

function usesOf(name: string): string[] {
  return stages
    .get(name)!
    .uses.map((use) => use.stage)
    .sort();
}

test("rustc by rustc by rustc is rustc by rustc, and so is its library", () => {
  expect(pinned("rustc")).toBe(pinned("rustc-2"));
  expect(pinned("rust-std-2")).toBe(pinned("rust-std-1"));
});

test("by a second bridge it is the same, and so is its library", () => {
  expect(pinned("rust-std-web-1")).toBe(pinned("rust-std-1"));
  expect(pinned("rustc-web-2")).toBe(pinned("rustc-2"));
});

test("these are built alike, but for the compiler", () => {
  expect(stages.get("rustc")!.recipe).toEqual(stages.get("rustc-2")!.recipe);
  const renamed = usesOf("rustc-2").map(
    (name) => ({ "rustc-1": "rustc-2", "rust-std-1": "rust-std-2", "cargo-1": "cargo" })[name] ?? name,
  );
  expect(usesOf("rustc")).toEqual(renamed.sort());
});

test("what is made again by itself is not checked over what made it", () => {
  // For a recipe's checks the finished output is laid over the root, where no two files of one path may differ.
  for (const name of ["rustc-2", "rustc", "cargo"]) expect(stages.get(name)!.recipe.checks).toEqual([]);
});

test("where a compiler of the chain runs there is a /proc, by which musl finds the library beside it", () => {
  const compilers = [...stages.values()].filter((stage) => stage.recipe.name === "rustc").map((stage) => stage.name);
  const without = [...stages.values()].filter(
    ({ name, recipe }) => usesOf(name).some((used) => compilers.includes(used)) && !recipe.proc,
  );
  expect(compilers).toContain("rustc-2");
  expect(without.map((stage) => stage.name)).toEqual([]);
});

test("from the second compiler on, no root has anything of the bridge", () => {
  const seen = [...stages.keys()].filter((name) => usesOf(name).some((used) => /bridge/.test(used)));
  expect(seen).toEqual(
    expect.arrayContaining(["rust-std-bridge", "cargo-1", "rustc-1", "rust-std-1", "rust-tests-bridge"]),
  );
  for (const name of ["rustc-2", "rust-std-2", "rustc", "cargo", "ripgrep", "uv", "rust-tests"])
    expect(seen).not.toContain(name);
});
