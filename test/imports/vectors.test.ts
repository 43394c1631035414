// The digest of an import as src/imports/IMPORTS.md says it: of a project in vectors/, whose listing lies beside it and was
// written by find and sha256sum; and the same by hand, with the commands that src/store/LISTING.md gives.

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { IMPORTED_PARTS } from "../../src/model/import.ts";
import { checkout, fromseedIn } from "../cli/in-process.ts";
import { scratchDirectory } from "../scratch.ts";
import { projectText } from "./projects.ts";

const vectors = join(import.meta.dirname, "vectors");
const digest = "a9e3809166eec23bc796be8db59f8e76de18d89441c3521c2b0cdbdb151daf02";

test("the listing's digest is pinned here", () => {
  expect(sha256(readFileSync(join(vectors, "project.listing")))).toBe(digest);
});

test("by hand", () => {
  const page = readFileSync(join(checkout, "src/store/LISTING.md"), "utf8");
  const commands = /^## By hand\n[^]*?```sh\n([^]*?)```/m.exec(page)![1]!;
  const folder = scratchDirectory();
  for (const part of IMPORTED_PARTS)
    if (existsSync(join(vectors, "project", part)))
      cpSync(join(vectors, "project", part), join(folder, part), { recursive: true, verbatimSymlinks: true });
  expect(execFileSync("sh", ["-c", commands], { cwd: folder, encoding: "utf8" }).slice(0, 64)).toBe(digest);
});

test("a project that pins it imports it, links and modes too", async () => {
  const app = join(scratchDirectory(), "app");
  for (const folder of ["recipes", "stages"]) mkdirSync(join(app, folder), { recursive: true });
  const places = [`directory: ${join(vectors, "project")}`];
  writeFileSync(join(app, "fromseed.yaml"), projectText([{ name: "vector", prefix: "v-", digest, places }]));
  const { code, said } = await fromseedIn(app, join(app, "../home"))("list", "--names");
  expect({ code, said }).toEqual({ code: 0, said: "v-text\n" });
});
