// fromseed init: what it makes is read without a fault, what is there stays, and a stop leaves whole files or none.

import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { all } from "../extent.ts";
import { startFromseed } from "../faults/fromseed.ts";
import { gitIn } from "../git/somebody.ts";
import { fromseedIn, type Ran } from "./in-process.ts";
import { scratchDirectory } from "../scratch.ts";

const root = scratchDirectory();

const FILES = ["fromseed.yaml", "recipes/hello/recipe.yaml", "stages/hello.yaml"];
const project = (name: string): string => {
  mkdirSync(join(root, name));
  return join(root, name);
};
const init = (folder: string, ...words: readonly string[]): Promise<Ran> =>
  fromseedIn(folder, join(root, "home"))("init", ...words, "--project", folder);

test("a new project is read without a fault, and pins what was committed", async () => {
  const folder = project("hello");
  writeFileSync(join(folder, "hello.c"), "int main(void) { return 0; }\n");
  const git = gitIn(folder);
  git("init", "--quiet");
  git("add", "hello.c");
  git("commit", "--quiet", "-m", "hello");
  const { code, said } = await init(folder);
  expect(said).toContain(FILES.map((path) => `made  ${path}\n`).join(""));
  expect(said).toContain("fromseed check");
  expect(code).toBe(0);
  const own = fromseedIn(folder, join(root, "home"));
  expect(await own("check")).toMatchObject({ code: 0, said: expect.stringContaining("nothing is wrong") });
  expect((await own("list", "--names")).said).toMatch(/^fs-seed\n[^]*\nhello\n$/);
  expect(readdirSync(folder).sort()).toEqual([".git", "fromseed.yaml", "hello.c", "recipes", "stages"]);
});

test("a project of cargo's is begun with a recipe for cargo, which takes the crates of its lock file", async () => {
  const folder = project("crab");
  const git = gitIn(folder);
  writeFileSync(join(folder, "Cargo.toml"), '[package]\nname = "crab"\nversion = "0.1.0"\n');
  writeFileSync(join(folder, "Cargo.lock"), 'version = 4\n\n[[package]]\nname = "crab"\nversion = "0.1.0"\n');
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "-m", "crab");
  expect(await init(folder)).toMatchObject({ code: 0 });
  const own = fromseedIn(folder, join(root, "home"));
  expect(await own("check")).toMatchObject({ code: 0, said: expect.stringContaining("nothing is wrong") });
  expect((await own("list", "--names")).said).toMatch(/\nfs-rustc-2\n[^]*\ncrab\n/);
});

test("what is there stays, a link too, and is told; a second init changes nothing", async () => {
  const folder = project("other");
  writeFileSync(join(folder, "fromseed.yaml"), "about: mine\n");
  mkdirSync(join(folder, "stages"));
  symlinkSync("nowhere", join(folder, "stages/hello.yaml"));
  const first = await init(folder, "hello", "--json");
  expect(JSON.parse(first.said)).toEqual({
    folder,
    made: ["recipes/hello/recipe.yaml"],
    kept: ["fromseed.yaml", "stages/hello.yaml"],
  });
  expect(readFileSync(join(folder, "fromseed.yaml"), "utf8")).toBe("about: mine\n");
  const recipe = readFileSync(join(folder, "recipes/hello/recipe.yaml"), "utf8");
  expect((await init(folder, "hello")).said).toContain("kept  recipes/hello/recipe.yaml\n");
  expect(readFileSync(join(folder, "recipes/hello/recipe.yaml"), "utf8")).toBe(recipe);
});

test("names that YAML would take for something else are in quotes, and no name is one of the import's", async () => {
  for (const name of ["2048", "1e3", "null", "no", "1.5", "2024-01-01"]) {
    const folder = project(name);
    if (name === "no") writeFileSync(join(folder, "Cargo.toml"), '[package]\nname = "no"\n');
    expect(await init(folder), name).toMatchObject({ code: 0 });
    const { said } = await fromseedIn(folder, join(root, "home"))("list", "--names");
    expect(said.split("\n"), name).toContain(name);
  }
  for (const name of ["vendor", "fs-cargo"])
    expect((await init(project(name))).said).toContain(`Cannot begin a project "${name}": what is imported has names`);
});

test("where it cannot begin one, and why", async () => {
  expect((await init(join(root, "gone"))).said).toContain("there is no such folder");
  expect((await init(project("Bad Name"))).said).toContain('Cannot begin a project "bad name": it must be a name');
  expect((await init(join(import.meta.dirname, "../.."))).said).toContain("it is fromseed's own checkout");
});

test("stopped at any time, it leaves whole files or none", { timeout: 120_000 }, async () => {
  const whole = new Map(FILES.map((path) => [path, readFileSync(join(root, "hello", path), "utf8")]));
  for (const [round, wait] of (all ? [50, 150, 250, 350, 450, 600, 900] : [300]).entries()) {
    const folder = project(`stopped-${round}`);
    const child = startFromseed(join(root, "home"), ["init", "hello", "--project", folder]);
    const ended = new Promise((resolve) => child.on("close", resolve));
    await pause(wait);
    child.kill("SIGINT");
    await ended;
    expect(existsSync(join(folder, ".fromseed-init"))).toBe(false);
    for (const path of FILES.filter((each) => existsSync(join(folder, each))))
      expect(readFileSync(join(folder, path), "utf8").split("\n").length).toBe(whole.get(path)!.split("\n").length);
  }
});
