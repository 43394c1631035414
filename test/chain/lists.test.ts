// Lists of files that no longer fit the source: recipes/build.mk says which file is missing and which is not listed, and
// does nothing; fromseed shows that line. Archives keep members of one name. Values must fit their templates, too.

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { call } from "../faults/fromseed.ts";
import { scratchDirectory } from "../scratch.ts";
import { home, pinned, project } from "./source.ts";

const directory = scratchDirectory();
const has = (program: string): boolean => spawnSync(program, ["--version"]).status === 0;
const tools = has("make") && has("gcc");

interface Ran {
  readonly code: number | null;
  readonly said: string;
}

function run(program: string, words: readonly string[]): Ran {
  const { status, stdout, stderr } = spawnSync(program, words, { cwd: directory, encoding: "utf8" });
  return { code: status, said: stdout + stderr };
}

/** A directory of sources, each with a function of the file's name. */
function sources(folder: string, names: readonly string[]): void {
  mkdirSync(join(directory, folder), { recursive: true });
  for (const name of names)
    writeFileSync(join(directory, folder, name), `int ${folder}_${name.replace(".c", "")}(void) { return 1; }\n`);
}

/** Runs make on a makefile that includes recipes/build.mk. */
function make(text: string): Ran {
  writeFileSync(join(directory, "list.mk"), `include ${join(project, "recipes/build.mk")}\n${text}`);
  return run("make", ["-f", "list.mk"]);
}

describe.skipIf(!tools)(`lists of files${tools ? "" : " (skipped: there is no make or no gcc here)"}`, () => {
  sources("one", ["a.c", "b.c", "c.c"]);
  sources("two", ["a.c", "z.c"]);
  const fitting = (list: string): Ran => make(`$(call fits,one,*.c,${list})\nall: ; @echo built\n`);

  test.each([
    ["the files that are there", "a.c b.c c.c", 0, "built\n"],
    ["one that is missing", "a.c b.c c.c d.c", 2, "listed and missing: d.c."],
    ["one too few", "a.c c.c", 2, "there and not listed: b.c."],
    ["another name, as after a renaming", "a.c b.c cc.c", 2, "listed and missing: cc.c; there and not listed: c.c."],
  ])("%s", (_, list, code, says) => {
    const ran = fitting(list);
    expect(ran).toMatchObject({ code, said: expect.stringContaining(says) as string });
    if (code !== 0) expect(ran.said).toMatch(/^list\.mk:2: \*\*\* the list of files does not fit one: /);
  });

  test("an archive keeps members of one name, in the order of the list", () => {
    const ran = make(
      [
        "CC := gcc",
        "all: all.a",
        "$(eval $(call compile,o1,one,))",
        "$(eval $(call compile,o2,two,))",
        "$(eval $(call archive,all.a,o1/b.o o1/a.o o2/a.o))",
      ].join("\n"),
    );
    expect(ran).toMatchObject({ code: 0 });
    expect(run("ar", ["t", "all.a"]).said).toBe("b.o\na.o\na.o\n");
    expect(run("nm", ["-g", "all.a"]).said).toMatch(/one_b[^]*one_a[^]*two_a/);
  });
});

describe("values and templates", () => {
  const fill = (values: string, template: string): Ran => {
    writeFileSync(join(directory, "values"), values);
    writeFileSync(join(directory, "template"), template);
    return run("sh", [join(project, "recipes/fill.sh"), "values", "template", "result"]);
  };

  test("are filled in as they stand", () => {
    expect(fill("# a comment\nCC=gcc -O2 a=b & \\1\nEMPTY=\n", "x @CC@@EMPTY@ y\nname@host @ @\n")).toMatchObject({
      code: 0,
    });
    expect(readFileSync(join(directory, "result"), "utf8")).toBe("x gcc -O2 a=b & \\1 y\nname@host @ @\n");
  });

  test("must fit: a name without a value, a value without a name", () => {
    const none = fill("CC=gcc\n", "@CC@\n@CXX@\n");
    expect(none.code).not.toBe(0);
    expect(none.said).toContain("template:2: no value for CXX");
    const spare = fill("CC=gcc\nCXX=g++\n", "@CC@\n");
    expect(spare.code).not.toBe(0);
    expect(spare.said).toContain("values:2: no template has CXX");
  });
});

const built = ["musl-tinycc", "busybox", "make"].every((stage) =>
  existsSync(join(home, "trees", pinned(stage) ?? "none")),
);

test.skipIf(!built)(
  `a stage whose list no longer fits fails, and its failure shows the names${built ? "" : " (skipped: the stage make is not built here)"}`,
  () => {
    const copy = join(directory, "project");
    for (const folder of ["bootstrap-seed", "recipes", "stages"])
      cpSync(join(project, folder), join(copy, folder), { recursive: true });
    const recipe = join(copy, "recipes/listed");
    mkdirSync(join(recipe, "source"), { recursive: true });
    for (const name of ["a.c", "new.c"]) writeFileSync(join(recipe, "source", name), "int x;\n");
    writeFileSync(
      join(recipe, "build.mk"),
      "include /repo/recipes/build.mk\n$(call fits,/repo/recipes/listed/source,*.c,a.c gone.c)\nall: ; touch /out/x\n",
    );
    writeFileSync(
      join(recipe, "recipe.yaml"),
      [
        "# A list that does not fit.",
        "about: a list that does not fit",
        'version: "1"',
        "files: [recipes/build.mk, recipes/listed/build.mk, recipes/listed/source/]",
        "steps:",
        "  - name: make",
        "    argv: [/bin/make, -f, /repo/recipes/listed/build.mk]",
        "outputs: [x]",
        "",
      ].join("\n"),
    );
    writeFileSync(
      join(copy, "stages/listed.yaml"),
      "# One stage.\nstages:\n  - name: listed\n    recipe: listed\n    uses: [musl-tinycc, busybox, make]\n",
    );
    const { status, stdout, stderr } = call(["build", "listed", "--project", copy, "--home", home]);
    rmSync(copy, { recursive: true });
    expect(status).toBe(1);
    expect(stdout + stderr).toContain(
      "/repo/recipes/listed/build.mk:2: *** the list of files does not fit /repo/recipes/listed/source: listed and missing: gone.c; there and not listed: new.c.  Stop.",
    );
    expect(stdout + stderr).toMatch(/Cannot run step "make" of the stage: exit code 2/);
  },
);
