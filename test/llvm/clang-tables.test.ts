// The tables that clang's sources include are those that its makefile makes, no fewer and no more: one that is missing
// stops a compiler late, and one that nobody reads would never be noticed.

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { project } from "../chain/source.ts";
import { scratchDirectory } from "../scratch.ts";
import { sourceOf } from "../tables/source.ts";

const source = sourceOf("clang-part", "clang-tblgen");
const directory = scratchDirectory();

/** Included, but made elsewhere (LLVM's, versions), a file of the source, or of a part that is not built. */
const NOT_HERE = /^llvm\/(?!Frontend\/OpenACC\/)|Version\.inc$|^clang\/CIR\/|^\.\.\//;

function included(): readonly string[] {
  const files = readdirSync(source.path(""), { recursive: true, encoding: "utf8" }).sort();
  const there = new Set(files);
  const names = files
    .filter((file) => /^clang\/(?:include|lib|tools)\/.*\.(?:h|cpp|def|inc)$/.test(file))
    .flatMap((file) => [...source.text(file).matchAll(/^\s*#\s*include "([^"]+\.inc)"/gm)].map((found) => found[1]!))
    .filter((name) => !(NOT_HERE.test(name) || there.has(`clang/include/${name}`)));
  // What a table of diagnostics includes itself.
  const within = names.flatMap((name) => {
    const component = /^(clang\/Basic\/Diagnostic\w+)Interface\.inc$/.exec(name)?.[1];
    return component === undefined ? [] : [`${component}Enums.inc`, `${component}CompatIDs.inc`];
  });
  return [...new Set([...names, ...within])].sort();
}

test.skipIf(source.whyNot !== "")(`what is included is made${source.whyNot}`, () => {
  const makefile = join(project, "recipes/clang/tblgen.mk");
  const words = ["-s", "-f", makefile, "lists=tblgen", `source=${source.path("")}`];
  const show = ["--eval", "show: ; @echo $(tables)", "show"];
  const { stdout, stderr } = spawnSync("make", [...words, ...show], { cwd: directory, encoding: "utf8" });
  expect(stderr).toBe("");
  const made = stdout
    .trim()
    .split(" ")
    .map((name) => name.slice("clang/".length));
  expect(new Set(made).size).toBe(made.length);
  expect([...made].sort()).toEqual(included());
});
