// The program that stages copy and compare with: what it does, and that it fails when it must.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { project } from "./source.ts";

const gcc = spawnSync("gcc", ["--version"]).status === 0;

describe.skipIf(!gcc)(`files${gcc ? "" : " (skipped: there is no gcc here)"}`, () => {
  const directory = mkdtempSync(join(tmpdir(), "fromseed-files-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const files = join(directory, "files");
  if (gcc) {
    const { status, stderr } = spawnSync("gcc", ["-w", "-o", files, join(project, "bootstrap-seed/tools/files.c")], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(stderr);
    for (const name of ["one", "two", "sub"]) mkdirSync(join(directory, name));
    for (const [name, text] of [
      ["a", "first\0\n"],
      ["b", "other\0\n"],
      ["sub/c", ""],
      ["longer", "first\0\nand more"],
    ] as const)
      writeFileSync(join(directory, name), text);
    writeFileSync(join(directory, "large"), Buffer.alloc(10_000_000));
  }

  function run(...args: string[]): unknown {
    const { status, stdout, stderr } = spawnSync(files, args, { cwd: directory, encoding: "utf8", timeout: 10_000 });
    return { status, said: stdout + stderr };
  }

  test("copies to several directories", () => {
    expect(run("copy", "a", "sub/c", "one/", "b", "two/")).toEqual({ status: 0, said: "" });
    for (const [copy, original] of [
      ["one/a", "a"],
      ["one/c", "sub/c"],
      ["two/b", "b"],
    ] as const) {
      expect(readFileSync(join(directory, copy))).toEqual(readFileSync(join(directory, original)));
    }
  });

  test.each([
    [["same", "a", "a", "b", "b", "sub/c", "sub/c"], { status: 0, said: "" }],
    [["same", "a", "a", "a", "b"], { status: 1, said: "files: a: differs from the second of its pair\n" }],
    [["same", "a", "longer"], { status: 1, said: "files: a: differs from the second of its pair\n" }],
    [["same", "longer", "a"], { status: 1, said: "files: longer: differs from the second of its pair\n" }],
    [["same", "a", "none"], { status: 1, said: "files: none: cannot be opened\n" }],
    [["same", "large", "large"], { status: 1, said: "files: large: is too large\n" }],
    [["same", "a"], { status: 1, said: "files: usage: copy {FILE... DIRECTORY/}... or same {FIRST SECOND}...\n" }],
    [["same"], { status: 1, said: "files: usage: copy {FILE... DIRECTORY/}... or same {FIRST SECOND}...\n" }],
    [
      ["copy", "a", "one"],
      { status: 1, said: "files: usage: copy {FILE... DIRECTORY/}... or same {FIRST SECOND}...\n" },
    ],
    [["copy", "none", "one/"], { status: 1, said: "files: none: cannot be opened\n" }],
    [["copy", "a", "none/"], { status: 1, said: "files: none/a: cannot be written\n" }],
    [["copy", "a", `${"d".repeat(5000)}/`], { status: 1, said: "files: a: name is too long\n" }],
  ])("%j", (args, expected) => {
    expect(run(...args)).toEqual(expected);
  });
});
