// What imports are called: prefixes, imports of imports, names that clash, circles, versions.

import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { differentVersions, versionsText } from "../../src/recipe/import-versions.ts";
import { faults, loaded, writeProject } from "./projects.ts";
import { scratchDirectory } from "../scratch.ts";

const scratch = scratchDirectory();

let count = 0;
let folder = "";
beforeEach(() => {
  folder = join(scratch, String(count++));
});
const at = (name: string): string => join(folder, name);

test("a prefix is a name here alone: stages keep their own", async () => {
  writeProject(at("app"), { imports: [{ name: "lib", prefix: "l-" }], stages: { app: "l-second" } });
  writeProject(at("lib"), { stages: { first: "", second: "first" } });
  const { stages, imports } = await loaded(at("app"));
  expect([...stages.keys()]).toEqual(["app", "l-first", "l-second"]);
  expect(stages.get("app")).toMatchObject({ ownName: "app", uses: [{ stage: "l-second", ownName: "second" }] });
  expect(stages.get("l-second")).toMatchObject({ ownName: "second", uses: [{ stage: "l-first", ownName: "first" }] });
  expect(stages.get("l-second")!.recipe).toMatchObject({ root: at("lib"), imported: "lib" });
  expect(imports).toMatchObject([{ called: "lib", root: at("lib") }]);
});

test("an import's imports come with it, under the prefixes of both", async () => {
  writeProject(at("app"), { imports: [{ name: "lib", prefix: "l-" }], stages: { app: "l-s-seed" } });
  writeProject(at("lib"), { imports: [{ name: "seeds", prefix: "s-" }], stages: { own: "s-seed" } });
  writeProject(at("seeds"), { stages: { seed: "" } });
  const { stages, imports } = await loaded(at("app"));
  expect([...stages.values()].map(({ name, ownName }) => [name, ownName])).toEqual([
    ["app", "app"],
    ["l-own", "own"],
    ["l-s-seed", "seed"],
  ]);
  expect(imports.map(({ called }) => called)).toEqual(["lib", "lib:seeds"]);
  expect(stages.get("l-s-seed")!.at.file).toBe("lib:seeds:stages/stages.yaml");
});

test("one stage that comes by two ways is one, whatever the ways are", async () => {
  writeProject(at("app"), { imports: [{ name: "lib" }, { name: "seeds" }], stages: { app: "own, seed" } });
  writeProject(at("lib"), { imports: [{ name: "seeds" }], stages: { own: "seed" } });
  writeProject(at("seeds"), { stages: { seed: "" }, image: "seed" });
  const { stages, images } = await loaded(at("app"));
  expect([...stages.keys()]).toEqual(["app", "own", "seed"]);
  expect([...images.keys()]).toEqual(["image-of-seed"]);
});

test("a name in two imports, and one in an import and here", async () => {
  writeProject(at("app"), { imports: [{ name: "a" }, { name: "b" }], stages: { same: "" } });
  writeProject(at("a"), { stages: { same: "", other: "same" } });
  writeProject(at("b"), { stages: { same: "", other: "same" } });
  expect(await faults(at("app"))).toEqual([
    [
      "import-clash",
      'Cannot import "b": "same", "other" are in "a" too, and not the same',
      "fromseed.yaml:8:11",
      "give one of the two a prefix, for example prefix: b-",
    ],
    [
      "recipe-form",
      'Cannot read stages "stages/stages.yaml": a second stage is named "same"',
      "stages/stages.yaml:2:11",
      "rename it, or give the import a prefix",
    ],
  ]);
});

test("what is wrong in an import is told with its place there, and nothing that follows from it", async () => {
  writeProject(at("app"), { imports: [{ name: "lib" }], stages: { app: "first" } });
  writeProject(at("lib"), { stages: { first: "no-such" } });
  expect(await faults(at("app"))).toEqual([
    [
      "unknown-stage",
      'Cannot plan stage "first": no stage is named "no-such"',
      "lib:stages/stages.yaml:4:12",
      undefined,
    ],
  ]);
});

test("projects that import each other, and one that imports itself", async () => {
  writeProject(at("app"), { imports: [{ name: "lib" }], stages: { app: "" } });
  writeProject(at("lib"), { imports: [{ name: "app" }], stages: { own: "" } });
  const hint = "no digest can be pinned in a circle: move what both use into a third project";
  const found = (name: string, folder: string): string =>
    `Cannot import "${name}": "${folder}" is the project that imports it, directly or through others`;
  expect(await faults(at("app"))).toEqual([["import-cycle", found("app", at("app")), "lib:fromseed.yaml:3:11", hint]]);
  writeProject(at("own"), { imports: [{ name: "me", places: ["directory: ."] }], stages: { app: "" } });
  expect(await faults(at("own"))).toEqual([["import-cycle", found("me", at("own")), "fromseed.yaml:3:11", hint]]);
});

test("two versions of one project are told, which and where", async () => {
  const [old, now] = ["a1".repeat(32), "b2".repeat(32)];
  const git = (commit: string): string => `git: https://git.example/seeds.git\n        commit: ${commit.repeat(20)}`;
  writeProject(at("app"), {
    imports: [
      { name: "a", prefix: "a-" },
      { name: "b", prefix: "b-" },
    ],
    stages: { app: "a-seed, b-seed" },
  });
  const seeds = (digest: string, folder: string, commit: string) => ({
    name: folder,
    digest,
    places: [`directory: ../${folder}`, git(commit)],
  });
  writeProject(at("a"), { imports: [seeds(old, "seeds-1", "a1")], stages: { own: "" } });
  writeProject(at("b"), { imports: [seeds(now, "seeds-2", "b2")], stages: { own: "" } });
  for (const name of ["seeds-1", "seeds-2"]) writeProject(at(name), { stages: { seed: "" } });
  const { imports } = await loaded(at("app"));
  expect(differentVersions(imports).map(versionsText)).toEqual([
    `two versions of one project are imported: "a:seeds-1" is ${old} (a:fromseed.yaml:3), "b:seeds-2" is ${now} (b:fromseed.yaml:3); their stages have nothing in common`,
  ]);
});
