// Every object of a real store, corrupted in turn: found, healed, and after the next build all is there again that the
// page says comes back, the store is as it should be, and no stage was built that need not be.

import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { removeTree } from "../../src/store/remove-tree.ts";
import { fromseedIn } from "../cli/in-process.ts";
import { STAGES, writeSmallProject } from "../cli/small-project.ts";

const root = mkdtempSync(join(tmpdir(), "fromseed-heal-"));
const [project, home] = [join(root, "project"), join(root, "home")];
const fromseed = fromseedIn(project, home);
let listed: string;

beforeAll(async () => {
  writeSmallProject(project);
  expect(await fromseed("build", "--offline")).toMatchObject({ code: 0 });
  expect(await fromseed("audit", "--offline", "--json")).toMatchObject({ code: 0 });
  listed = await trees();
});
afterAll(() => removeTree(root));

/** Each stage with its state and tree. */
async function trees(): Promise<string> {
  const { said } = await fromseed("list", "--json");
  return (JSON.parse(said) as { name: string; state: string; digest: string }[])
    .map(({ name, state, digest }) => `${name} ${state} ${digest}`)
    .join("\n");
}

/** The objects that are there, by their paths below the home. */
function objects(folder: string): readonly string[] {
  return readdirSync(join(home, folder)).map((name) => `${folder}/${name}`);
}

/** The file in which an object's bytes are. */
function fileOf(object: string): string {
  const path = join(home, object);
  if (!object.startsWith("trees/")) return path;
  const [file] = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return join(file!.parentPath, file!.name);
}

function flip(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 4;
  chmodSync(path, 0o644);
  writeFileSync(path, bytes);
}

/** Which stages a build with that output built again. */
const builtAgain = (said: string): readonly string[] =>
  [...said.matchAll(/^(\S+) +built /gm)].map(([, stage]) => stage!).sort();

const FOLDERS = [
  "blobs",
  "links",
  "trees",
  "listings",
  "sizes",
  "records",
  "latest",
  "manifests",
  "runs",
  "logs",
] as const;

test("the store that is corrupted holds objects of every kind", () => {
  for (const folder of FOLDERS) expect(objects(folder).length, folder).toBeGreaterThan(0);
});

test.each(FOLDERS)("%s: found, healed, built, as it was", { timeout: 120_000 }, async (folder) => {
  for (const object of objects(folder)) {
    const isTree = folder === "trees";
    const before = readFileSync(fileOf(object));
    const stage = STAGES.find((name) => listed.includes(`${name} built ${object.slice("trees/".length)}`));
    flip(fileOf(object));
    const { code, said } = await fromseed("verify", "--store", "--heal");
    expect({ code, said }, object).toMatchObject({ code: 0, said: expect.stringContaining("1 found, 0 left") });
    expect(
      said.split("\n").some((line) => /  (put away|rewritten)  /.test(line) && line.startsWith(object)),
      said,
    ).toBe(true);
    const comesBack = !["runs", "logs"].includes(folder);
    expect(said.includes("What a build needs"), said).toBe(comesBack && !["listings", "sizes"].includes(folder));
    expect(said.includes(`No build makes these again: ${object}.`), said).toBe(!comesBack);

    const build = await fromseed("build", "--offline", "--jobs", "1");
    expect(build.code, build.said).toBe(0);
    expect(builtAgain(build.said), object).toEqual(isTree && stage !== undefined ? [stage] : []);
    expect(await fromseed("verify", "--store")).toMatchObject({
      code: 0,
      said: expect.stringMatching(/Every object in the store is as it was put there\.\n$/),
    });
    expect(await trees(), object).toBe(listed);
    const isNeeded =
      comesBack &&
      !["blobs", "links"].includes(folder) &&
      (!isTree || stage !== undefined) &&
      !object.includes("/scan-");
    if (isNeeded) expect(readFileSync(fileOf(object)).equals(before), object).toBe(true);
    else if (comesBack && existsSync(join(home, object)) === false) {
      // Nothing that is built needs it: it comes when a stage is built again, or looked at.
      for (const each of ["file", "archive"]) {
        const again = await fromseed("reproduce", each, "--offline");
        expect(again.code, again.said).toBe(0);
      }
      expect(await fromseed("audit", "--offline", "--json")).toMatchObject({ code: 0 });
      if (isTree || folder === "links") expect(readFileSync(fileOf(object)).equals(before), object).toBe(true);
      expect(await fromseed("verify", "--store"), object).toMatchObject({ code: 0 });
    }
  }
});

test("sums that are lost: their texts are put away, and written again", async () => {
  for (const sum of objects("sums")) rmSync(join(home, sum));
  expect(await fromseed("verify", "all")).toMatchObject({ code: 1 });
  const healed = await fromseed("verify", "--store", "--heal");
  expect(healed).toMatchObject({ code: 0, said: expect.stringContaining("records/") });
  const build = await fromseed("build", "--offline");
  // No text is left by which a tree could be found.
  expect(build).toMatchObject({ code: 0, said: expect.stringContaining("Built 4 of 4 stages") });
  expect(await trees()).toBe(listed);
  expect(await fromseed("verify", "all")).toMatchObject({ code: 0 });
  expect(await fromseed("verify", "--store")).toMatchObject({ code: 0 });
});

test.each(["a directory", "a fifo"])(
  "%s in the place of every file: no command waits, and a build makes its way",
  async (kind) => {
    for (const folder of ["records", "latest", "manifests", "listings", "sizes", "logs", "blobs", "links"] as const)
      for (const object of objects(folder)) {
        rmSync(join(home, object), { recursive: true });
        if (kind === "a directory") mkdirSync(join(home, object));
        else execFileSync("mkfifo", [join(home, object)]);
      }
    expect(await fromseed("log", "all")).toMatchObject({ code: 1 });
    expect(await fromseed("diff", ".", ".")).toMatchObject({ code: 2 });
    expect(await fromseed("verify", "all")).toMatchObject({ code: 1 });
    expect(await fromseed("list")).toMatchObject({ code: 0 });
    expect(await fromseed("gc", "--dry-run")).toMatchObject({
      code: 0,
      said: expect.stringContaining("kept  every tree"),
    });
    expect(await fromseed("build", "--offline")).toMatchObject({ code: 0 });
    expect(await trees()).toBe(listed);
    for (const stage of ["file", "archive"])
      expect(await fromseed("reproduce", stage, "--offline")).toMatchObject({ code: 0 });
    expect(await fromseed("verify", "--store", "--heal")).toMatchObject({ code: 0 });
    expect(await fromseed("build", "--offline")).toMatchObject({
      code: 0,
      said: expect.stringContaining("Nothing to do"),
    });
    expect(await fromseed("verify", "--store")).toMatchObject({ code: 0 });
  },
);

test("all texts of all stages at once: found, healed, and written again by one build that builds nothing but what it must", async () => {
  for (const folder of ["records", "latest", "manifests"] as const)
    for (const object of objects(folder)) {
      rmSync(join(home, object));
      mkdirSync(join(home, object));
    }
  expect(await fromseed("verify", "--store", "--heal")).toMatchObject({ code: 0 });
  expect(await fromseed("build", "--offline")).toMatchObject({ code: 0 });
  expect(await trees()).toBe(listed);
  expect(await fromseed("verify")).toMatchObject({ code: 0 });
  expect(await fromseed("verify", "--store")).toMatchObject({ code: 0 });
});
