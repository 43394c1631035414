// Which files of a source a path of a recipe names.

import { expect, test } from "vitest";
import { filesNamed } from "../../src/model/path-pattern.ts";

const FILES = [
  "gcc",
  "gcc/configure",
  "gcc/configure.ac",
  "gcc/lib/configure",
  "gcc/lib/deep/configure",
  "gcc/lib/reconfigure",
  "gcc/po/de.gmo",
  "gcc/po/old/de.gmo",
  "gcc/a+b/x.c",
  "gcc/aab/x.c",
  "gcc/*/x.c",
  "gcc/new\nline/configure",
  "gccx/configure",
];

test.each<[string, readonly string[]]>([
  ["gcc", ["gcc"]],
  ["gcc/configure", ["gcc/configure"]],
  ["gcc/", FILES.slice(1, -1)],
  ["gcc/lib/", ["gcc/lib/configure", "gcc/lib/deep/configure", "gcc/lib/reconfigure"]],
  ["gcc/**/configure", ["gcc/configure", "gcc/lib/configure", "gcc/lib/deep/configure", "gcc/new\nline/configure"]],
  ["gcc/**/lib/", ["gcc/lib/configure", "gcc/lib/deep/configure", "gcc/lib/reconfigure"]],
  ["gcc/**/deep/configure", ["gcc/lib/deep/configure"]],
  ["gcc/*/configure", ["gcc/lib/configure", "gcc/new\nline/configure"]],
  ["gcc/po/*.gmo", ["gcc/po/de.gmo"]],
  ["gcc/**/*.gmo", ["gcc/po/de.gmo", "gcc/po/old/de.gmo"]],
  ["gcc/p*/", ["gcc/po/de.gmo", "gcc/po/old/de.gmo"]],
  ["gcc/lib/*configure", ["gcc/lib/configure", "gcc/lib/reconfigure"]],
  ["gcc/a+*/x.c", ["gcc/a+b/x.c"]],
  ["gcc/*/x.c", ["gcc/a+b/x.c", "gcc/aab/x.c", "gcc/*/x.c"]],
  ["gcc/*.c", []],
])("%j", (path, files) => {
  expect(filesNamed(path, new Set(FILES))).toEqual(files);
});
