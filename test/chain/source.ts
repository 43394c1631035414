// Where earlier builds left things: the state folder, the pinned digests, tinycc's source and the finished tinycc. Must
// never fetch: tests use no network.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { once } from "../scratch.ts";

export const project = join(import.meta.dirname, "../..");

const recipe = readFileSync(join(project, "recipes/tinycc/recipe.yaml"), "utf8");
/** The state folder that tests look into, and that `npm run test:chain` builds in. */
export const home =
  process.env["FROMSEED_HOME"] ?? join(process.env["XDG_DATA_HOME"] ?? join(homedir(), ".local/share"), "fromseed");

/** The file as upstream has it, and what the recipe keeps of it, unpacked; undefined when no build here has fetched it. */
export const tinycc = find();

/** The folder of tinycc's own tests, which the recipes leave packed; unpacked once a run. */
export function tests2(): string {
  const whole = once("tinycc-whole", (path) => {
    mkdirSync(path);
    const { status, stderr } = spawnSync("tar", ["-xf", tinycc!.file, "-C", path, "tests"], { encoding: "utf8" });
    if (status !== 0) throw new Error(`tar: ${stderr}`);
  });
  return join(whole, "tests/tests2");
}

/** The tree of stage "tinycc" as stages/expected.sha256 pins it; undefined when it was not built here. */
export const finished = findFinished();

/** The digest of a stage's tree in stages/expected.sha256. */
export function pinned(stage: string): string | undefined {
  return new RegExp(`^(\\S+)  ${stage}\\.tree$`, "m").exec(
    readFileSync(join(project, "stages/expected.sha256"), "utf8"),
  )?.[1];
}

function findFinished(): string | undefined {
  const tree = join(home, "trees", pinned("tinycc") ?? "none");
  return existsSync(tree) ? tree : undefined;
}

function find(): { readonly file: string; readonly name: string; readonly tree: string } | undefined {
  const value = (key: string): string => new RegExp(`^ +${key}: (\\S+)$`, "m").exec(recipe)![1]!;
  const file = join(home, "blobs", value("sha256"));
  const tree = join(home, "trees", value("tree"));
  return existsSync(file) && existsSync(tree) ? { file, name: value("file"), tree } : undefined;
}
