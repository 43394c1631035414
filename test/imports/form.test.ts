// What fromseed.yaml may not say, with the place and the hint of each.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ANY, faults, projectText, writeProject } from "./projects.ts";
import { scratchDirectory } from "../scratch.ts";

const root = scratchDirectory();
writeProject(root, { stages: { app: "" } });

const right = projectText([{ name: "lib" }]);
const place = (text: string): string => right.replace("directory: ../lib", text);

test.each([
  ["no digest", right.replace(/ {4}digest.*\n/, ""), 'an item of "imports" has no "digest"', "3:5"],
  ["no contract", right.replace(/ {4}contract.*\n/, ""), 'an item of "imports" has no "contract"', "3:5"],
  ["no places", right.replace(/ {4}places:\n.*\n/, ""), 'an item of "imports" has no "places"', "3:5"],
  ["a short digest", right.replace(ANY, "abc"), '"digest" must be 64 lower-case hexadecimal digits, not "abc"', "5:13"],
  ["a key of another", right.replace("about", "abuot"), 'unknown key "abuot"', "1:1"],
  [
    "two at one place",
    place("{directory: ../lib, archive: x.tar}"),
    'an item of "places" must have one of git, archive and directory, not 2',
    "7:9",
  ],
  [
    "git without a commit",
    place("git: https://git.example/lib.git"),
    'an item of "places" must have git and commit together',
    "7:9",
  ],
  [
    "a branch",
    place("git: https://git.example/lib.git\n        commit: main"),
    '"commit" must be the whole name of a commit, not "main"',
    "8:17",
  ],
  [
    "a program for an address",
    place(`git: "ext::sh -c date"\n        commit: ${"1".repeat(40)}x`),
    '"git" must be an address of a git repository, not "ext::sh -c date"',
    "7:14",
  ],
  [
    "one name twice",
    projectText([{ name: "lib" }, { name: "lib" }]),
    'the import "lib" appears here a second time',
    "8:11",
  ],
])("%s", async (_, text, found, at) => {
  writeFileSync(join(root, "fromseed.yaml"), text);
  const [first] = await faults(root);
  expect(first!.slice(0, 3)).toEqual(["recipe-form", `Cannot read "fromseed.yaml": ${found}`, `fromseed.yaml:${at}`]);
  expect(first![3], "a hint").toBeDefined();
});
