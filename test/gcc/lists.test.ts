// gcc's own makefile, filled in, and our lists and units: another version of the source stops them with names. Tables of
// names that upstream has from gperf know the same names.

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { project } from "../chain/source.ts";
import { scratchDirectory } from "../scratch.ts";
import { sourceOf } from "../tables/source.ts";

const directory = scratchDirectory();
const common = join(project, "recipes/gcc-13/common");

interface Ran {
  readonly code: number | null;
  readonly said: string;
}

/** Puts a file in the place of a link: what is written through that is written into the store. */
function rewrite(path: string, change: (text: string) => string): void {
  const text = readFileSync(path, "utf8");
  rmSync(path);
  writeFileSync(path, change(text));
}

describe.each([
  { version: "9", stage: "gcc-9", suffix: "c" },
  { version: "13", stage: "gcc-13-2", suffix: "cc" },
])("gcc $version", ({ version, stage, suffix }) => {
  const source = sourceOf(`gcc-${version}`, stage);

  /** Fills in the makefile of a copy of the source that one thing was done to, as a build does first. */
  function fill(name: string, change: (copy: string) => void): Ran {
    const copy = join(directory, `${name}-${version}`);
    mkdirSync(copy);
    // A tree of links, and directories to write in.
    spawnSync("sh", ["-c", 'cp -Rs "$0/." . && find . -type d -exec chmod u+w {} +', source.path("")], { cwd: copy });
    change(copy);
    const work = join(copy, "work/gcc");
    mkdirSync(work, { recursive: true });
    const words = ["-f", join(project, `recipes/gcc-${version}/compiler.mk`), `src=${copy}`, "lean=yes", "Makefile"];
    const { status, stdout, stderr } = spawnSync("make", words, { cwd: work, encoding: "utf8" });
    return { code: status, said: stdout + stderr };
  }

  test.skipIf(source.whyNot !== "")(`fits its lists and units${source.whyNot}`, () => {
    expect(fill("whole", () => {}).code).toBe(0);
  });

  test.skipIf(source.whyNot !== "")(`with a new file of a library, says which${source.whyNot}`, () => {
    const ran = fill("new", (copy) => writeFileSync(join(copy, `libcpp/modules.${suffix}`), ""));
    expect(ran.code).toBe(2);
    expect(ran.said).toContain(`libcpp: there and not listed: modules.${suffix}`);
  });

  test.skipIf(source.whyNot !== "")(`without a file of a library, says which${source.whyNot}`, () => {
    const ran = fill("less", (copy) => rmSync(join(copy, "libiberty/argv.c")));
    expect(ran.code).toBe(2);
    expect(ran.said).toContain("libiberty: listed and missing: argv.c");
  });

  test.skipIf(source.whyNot !== "")(
    `when upstream no longer compiles a file of a unit, says which${source.whyNot}`,
    () => {
      const ran = fill("dropped", (copy) => {
        rewrite(join(copy, "gcc/Makefile.in"), (text) => text.replace("\ttree-vectorizer.o \\\n", ""));
      });
      expect(ran.code).toBe(2);
      expect(ran.said).toMatch(/the unit \S+ has no place for tree-vectorizer\.o/);
    },
  );

  test.skipIf(source.whyNot !== "")(`when upstream asks for a value more, says which${source.whyNot}`, () => {
    const ran = fill("asks", (copy) => {
      rewrite(join(copy, "gcc/Makefile.in"), (text) => `${text}NEW = @NEW_LIBRARY@\n`);
    });
    expect(ran.code).toBe(2);
    expect(ran.said).toContain("no value for NEW_LIBRARY");
  });

  test.skipIf(source.whyNot !== "")(
    `knows the functions of C that throw nothing, as gperf's table does${source.whyNot}`,
    () => {
      const words = ["-v", "class=libc_name", "-v", "lookup=libc_name_p", "-v", "type=libc_name_struct"];
      const gperf = source.path("gcc/cp/cfns.gperf");
      const made = spawnSync("awk", [...words, "-f", join(common, "name-table.awk"), gperf], { encoding: "utf8" });
      const listed = readFileSync(gperf, "utf8")
        .split("%%\n")[1]!
        .match(/^[a-z]\w*, \d+$/gm)!;
      expect(listed.length).toBeGreaterThan(100);
      const program = [
        "#include <string.h>",
        "#include <stdio.h>",
        made.stdout,
        "int main () {",
        "  char word[64];",
        '  while (scanf ("%63s", word) == 1) {',
        "    const libc_name_struct *found = libc_name::libc_name_p (word, strlen (word));",
        '    if (found) printf ("%s, %d\\n", found->name, found->c_ver);',
        "  }",
        "}",
      ].join("\n");
      const file = join(directory, `names-${version}`);
      const compiled = spawnSync("g++", ["-x", "c++", "-o", file, "-"], { input: program, encoding: "utf8" });
      expect(compiled.stderr).toBe("");
      const asked = listed.flatMap((line) => {
        const name = line.split(",")[0]!;
        return [name, `${name}x`, name.slice(1), name.toUpperCase()];
      });
      const { stdout } = spawnSync(file, [], { input: asked.join("\n"), encoding: "utf8" });
      const known = new Map(listed.map((line) => [line.split(",")[0]!, line]));
      expect(stdout.trimEnd().split("\n")).toEqual(asked.flatMap((name) => known.get(name) ?? []));
    },
  );
});
