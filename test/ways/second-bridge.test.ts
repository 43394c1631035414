// The second way to rustc does the work of the first with other tools, so that the trees where they meet are the same.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
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
const root = join(import.meta.dirname, "../..");
const project = await loadProject(root);

const workOf = (name: string, places: Readonly<Record<string, string>> = {}) => {
  if (!project.ok) throw new Error("the project is wrong");
  const { recipe, parameters, uses } = project.value.stages.get(name)!;
  return { recipe: recipe.name, parameters, uses: uses.map(({ stage }) => places[stage] ?? stage) };
};

test.each(Object.entries(SECOND).slice(2))("%s and %s are one work by other tools", (first, second) => {
  const patched = second === "rustc-web-1" ? { patches: "rustc-1.96.patch" } : {};
  const work = workOf(first, SECOND);
  expect(workOf(second)).toEqual({ ...work, parameters: { ...work.parameters, ...patched } });
});

test("neither bridge is in the root of what must be the same by both", () => {
  for (const name of ["rustc-2", "rustc-web-2"])
    expect(workOf(name).uses.filter((used) => /bridge|^rust-std-web$/.test(used))).toEqual([]);
});

test("what cargo runs while a library is built learns the version of the compiler that the library is for", () => {
  const script = readFileSync(join(root, "recipes/rust-std/by-two.sh"), "utf8");
  const asked = (...words: string[]) =>
    spawnSync("/bin/sh", ["-euc", script.replaceAll("exec /opt/rust/bin/rustc", "echo new"), "rustc", ...words], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"], MEANWHILE: "/bin/echo" },
    }).stdout.trim();
  expect(asked("-vV")).toBe("new -vV");
  expect(asked("--version")).toBe("new --version");
  expect(asked("x.rs", "--target", "y")).toBe("new --sysroot /work/no-library x.rs --target y");
  expect(asked("build.rs")).toMatch(/^--target x86_64-unknown-linux-musl .* build.rs$/);
});
