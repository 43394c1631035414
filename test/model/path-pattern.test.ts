// Which files a path pattern names, and the topmost thing that it names on the way to one; regular expressions as oracle.

import fc from "fast-check";
import { expect, test } from "vitest";
import { concernsSource, filesNamed, PathMatcher } from "../../src/model/path-pattern.ts";

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

test.each<[string, string, "file" | "directory", string | undefined]>([
  ["a", "a", "file", "a"],
  ["a", "a", "directory", undefined],
  ["a", "a/b", "file", undefined],
  ["a/", "a", "file", undefined],
  ["a/", "a", "directory", "a"],
  ["a/", "a/b/c", "file", "a"],
  ["a/", "ab/c", "file", undefined],
  ["*/", "a/b/c", "directory", "a"],
  ["*", ".a", "file", ".a"],
  ["**/t/", "t", "directory", "t"],
  ["**/t/", "a/t/b/t/c", "file", "a/t"],
  ["**/t/u/", "t/t/u/x", "file", "t/t/u"],
  ["**/t/", "a/t", "file", undefined],
  ["**/t", "a/t", "file", "a/t"],
  ["**/t*e*t/", "a/test/x", "file", "a/test"],
])("%j on the way to %j, a %s: %j", (pattern, path, type, expected) => {
  expect(new PathMatcher(pattern).topmost(path, type)).toBe(expected);
});

const name = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 4 });
const namePattern = fc
  .string({ unit: fc.constantFrom("a", "b", "*"), minLength: 1, maxLength: 5 })
  .map((text) => text.replace(/\*+/g, "*"));
const pattern = fc
  .tuple(
    fc.constantFrom("", "**/"),
    fc.array(namePattern, { minLength: 1, maxLength: 3 }).map((names) => names.join("/")),
    fc.constantFrom("", "/"),
  )
  .map((parts) => parts.join(""));

test("names what a regular expression of the same meaning matches", () => {
  fc.assert(
    fc.property(pattern, fc.array(name, { minLength: 1, maxLength: 4 }), (text, names) => {
      const path = names.join("/");
      const end = text.endsWith("/") ? "(?=/)" : "$";
      const body = text.replace(/\/$/, "").replace("**/", "\0").replaceAll("*", "[^/]*").replace("\0", "(?:[^/]+/)*?");
      const expression = new RegExp(`^${body}${end}`);
      expect(new PathMatcher(text).topmost(path, "file")).toBe(expression.exec(path)?.[0]);
    }),
    { numRuns: 3000 },
  );
});

test("takes no more than a moment for a hostile name", () => {
  const matcher = new PathMatcher(`${"*a".repeat(20)}*b`);
  for (let i = 0; i < 1000; i++) expect(matcher.topmost("a".repeat(255), "file")).toBe(undefined);
});

test.each([
  ["gcc/**/configure", "gcc", true],
  ["gcc/", "gcc-13", false],
  ["net@*/x.o", "net@1.0.0", true],
  ["*@*/Cargo.toml", "net@1.0.0", true],
  ["*@*/Cargo.toml", "net", false],
])("whether %j concerns the source %j is %s", (pattern, source, is) => {
  expect(concernsSource(pattern, source)).toBe(is);
});
