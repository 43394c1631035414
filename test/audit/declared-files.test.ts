// What a recipe declares beside what its sources hold.

import { expect, test } from "vitest";
import { declaredFiles, type SourceContent } from "../../src/audit/declared-files.ts";
import type { Recipe, PathPattern } from "../../src/model/recipe.ts";
import { nowhere } from "../engine/stages.ts";

const CONTENT: SourceContent = {
  files: new Set([
    "gcc/a.c",
    "gcc/configure",
    "gcc/lib/configure",
    "gcc/lib/Makefile.in",
    "gcc/Makefile.in",
    "gcc/gen.c",
    "gcc/po/de.gmo",
    "gcc/table.h",
    "patch",
  ]),
  marked: new Map([
    ["gcc/configure", "Autoconf"],
    ["gcc/lib/configure", "Autoconf"],
    ["gcc/lib/Makefile.in", "automake"],
    ["gcc/gen.c", "DO NOT EDIT"],
  ]),
  opaque: new Map([["gcc/po/de.gmo", { kind: "message catalogue", size: 5 }]]),
};

function recipe(
  pregenerated: readonly (readonly string[])[],
  written: readonly (readonly string[])[] = [],
): Pick<Recipe, "pregenerated" | "written"> {
  const paths = (each: readonly string[]): readonly PathPattern[] => each.map((path) => ({ path, at: nowhere }));
  return {
    pregenerated: pregenerated.map((each) => ({ by: "x", why: "y", paths: paths(each) })),
    written: written.map((each) => ({ why: "y", paths: paths(each) })),
  };
}

test("what is marked or opaque and not declared is told", () => {
  const found = declaredFiles(recipe([["gcc/configure"]]), CONTENT);
  expect(found.pregenerated).toEqual([["gcc/configure"]]);
  expect(found.undeclared).toEqual([
    { path: "gcc/lib/configure", mark: "Autoconf" },
    { path: "gcc/lib/Makefile.in", mark: "automake" },
    { path: "gcc/gen.c", mark: "DO NOT EDIT" },
  ]);
  expect(found.undeclaredOpaque).toEqual([{ path: "gcc/po/de.gmo", kind: "message catalogue", size: 5 }]);
  expect(found.idle).toEqual([]);
});

test("written wins over a pattern, but cannot be said of opaque files", () => {
  const found = declaredFiles(
    recipe(
      [["gcc/**/configure"], ["gcc/**/Makefile.in", "gcc/po/", "gcc/table.h"]],
      [["gcc/Makefile.in", "gcc/gen.c", "gcc/**/*.gmo"]],
    ),
    CONTENT,
  );
  expect(found.pregenerated).toEqual([
    ["gcc/configure", "gcc/lib/configure"],
    ["gcc/lib/Makefile.in", "gcc/po/de.gmo", "gcc/table.h"],
  ]);
  expect(found.written).toEqual([["gcc/Makefile.in", "gcc/gen.c", "gcc/po/de.gmo"]]);
  expect([...found.undeclared, ...found.undeclaredOpaque, ...found.idle]).toEqual([]);
  expect(declaredFiles(recipe([], [["gcc/po/de.gmo"]]), CONTENT).undeclaredOpaque).toHaveLength(1);
});

test("a file counts for the first path that names it", () => {
  const found = declaredFiles(recipe([["gcc/lib/configure"], ["gcc/**/configure"]]), CONTENT);
  expect(found.pregenerated).toEqual([["gcc/lib/configure"], ["gcc/configure"]]);
});

test("a path that says nothing is idle", () => {
  const idle = declaredFiles(
    recipe([["gcc/**/configure", "gcc/lib/configure", "gcc/gone.c", "gcc/none/", "gcc"]], [["gcc/a.c", "gcc/*.y"]]),
    CONTENT,
  ).idle;
  expect(idle.map(({ path, why }) => `${path.path} ${why}`)).toEqual([
    "gcc/*.y names no file",
    "gcc/lib/configure names only files that other paths name",
    "gcc/gone.c names no file",
    "gcc/none/ names no file",
    "gcc names no file",
    "gcc/a.c names no file that is taken for generated",
  ]);
});

test("a source that is not unpacked is named by its name alone", () => {
  expect(declaredFiles(recipe([["patch"]]), CONTENT)).toMatchObject({ pregenerated: [["patch"]], idle: [] });
});
