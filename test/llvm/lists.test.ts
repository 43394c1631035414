// How LLVM is built by lists: what they say is true of each other and of the source, a unit compiles as its files do, and
// what does not fit is told with names. No compiler of LLVM itself is needed: the sources here are small ones.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { project } from "../chain/source.ts";
import { scratchDirectory } from "../scratch.ts";
import { sourceOf } from "../tables/source.ts";

const directory = scratchDirectory();
const recipe = join(project, "recipes/llvm");
/** What is called first, as llvm-config has it. */
const LISTS = ["support", "analysis", "transforms", "codegen", "x86"];

/** Which lists fit which source: the recipe whose source it is, a stage of it, and where folders begin in it. */
const ALL = [
  { of: "llvm", lists: [...LISTS, "tools"], recipe: "llvm-part", stage: "llvm-tblgen", root: "llvm", files: 1200 },
  {
    of: "clang",
    lists: ["llvm", "tblgen", "syntax", "sema", "codegen", "driver"],
    recipe: "clang-part",
    stage: "clang-tblgen",
    root: "",
    files: 550,
  },
  { of: "clang", lists: ["lld"], recipe: "lld", stage: "lld", root: "", files: 50 },
];

interface Ran {
  readonly code: number | null;
  readonly said: string;
}

function run(program: string, words: readonly string[], cwd = directory): Ran {
  const { status, stdout, stderr } = spawnSync(program, words, { cwd, encoding: "utf8" });
  return { code: status, said: stdout + stderr };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

test.each(["llvm", "clang"])("the lists of %s are those of the folder", (of) => {
  const lists = ALL.filter((each) => each.of === of).flatMap((each) => each.lists);
  expect(readdirSync(join(project, "recipes", of, "libraries")).sort()).toEqual(lists.sort());
});

describe.each(ALL)("the lists of $of for the source of $recipe", ({ of, lists, recipe, stage, root, files }) => {
  test("name no file twice", () => {
    const named = lists.flatMap((list) => {
      const text = readFileSync(join(project, "recipes", of, "libraries", list), "utf8").replaceAll("\n  ", " ");
      return text.split(/^(?:library|program) /m).flatMap((part) => {
        const base = /^folders (\S+)/m.exec(part)?.[1];
        const files = [...part.matchAll(/^(?:unit|alone|without) (.*)$/gm)].flatMap((line) => line[1]!.split(" "));
        return files.map((file) => `${base}/${file}`);
      });
    });
    expect(named.length).toBeGreaterThan(files);
    expect(new Set(named).size).toBe(named.length);
  });

  const source = sourceOf(recipe, stage);
  test.skipIf(source.whyNot !== "")(`fit it${source.whyNot}`, () => {
    const work = join(directory, `fits-${recipe}`);
    mkdirSync(work);
    const at = source.path(root);
    const makefile = join(project, "recipes", of, "libraries.mk");
    const words = ["-f", makefile, `lists=${lists.join(" ")}`, `source=${at}`];
    expect(run("make", [...words, "described.mk"], work)).toMatchObject({ code: 0 });
  });
});

describe("llvm-config", () => {
  const prefix = join(directory, "installed");
  const config = (...words: string[]): Ran => run("sh", [join(prefix, "bin/llvm-config"), ...words]);
  const archives = (...components: string[]): readonly string[] =>
    config("--link-static", "--libs", ...components)
      .said.trim()
      .split(" ");

  beforeAll(() => {
    mkdirSync(join(prefix, "bin"), { recursive: true });
    cpSync(join(recipe, "llvm-config.sh"), join(prefix, "bin/llvm-config"));
    const { code, said } = run("awk", ["-f", join(recipe, "components.awk"), ...LISTS], join(recipe, "libraries"));
    expect(code).toBe(0);
    write(join(prefix, "share/llvm/libraries"), said);
  });

  test("has the components that rustc asks for", () => {
    const asked = "ipo bitreader bitwriter linker asmparser lto coverage instrumentation x86".split(" ");
    expect(config("--components").said.trim().split(" ")).toEqual(expect.arrayContaining(asked));
    expect(archives(...asked)).toContain("-lLLVMX86CodeGen");
    expect(archives(...asked)).not.toContain("-lLLVMTableGen");
  });

  test("names an archive before those that it calls, and no others", () => {
    expect(archives("remarks")).toEqual(["-lLLVMRemarks", "-lLLVMBitstreamReader", "-lLLVMSupport", "-lLLVMDemangle"]);
    expect(archives("scalaropts")[0]).toBe("-lLLVMScalarOpts");
    expect(archives("all")).toEqual(archives());
  });

  test("tells where things are from where it lies itself", () => {
    expect(config("--version").said).toBe("22.1.8\n");
    expect(config("--ldflags").said).toBe(`-L${prefix}/lib\n`);
    expect(config("--cxxflags").said).toMatch(`-I${prefix}/include `);
    expect(config("--libs", "--system-libs", "demangle").said).toBe("-lLLVMDemangle\n\n");
  });

  test("knows no other component and no other option", () => {
    expect(config("--libs", "remarks", "arm")).toMatchObject({
      code: 1,
      said: expect.stringContaining("component arm"),
    });
    expect(config("--obj-root")).toMatchObject({ code: 1, said: expect.stringContaining("no option --obj-root") });
  });

  test("could answer for the libraries that clang adds, too", () => {
    const lists = [...LISTS, "../../clang/libraries/llvm"];
    const { code, said } = run("awk", ["-f", join(recipe, "components.awk"), ...lists], join(recipe, "libraries"));
    expect(code, said).toBe(0);
    expect(said).toContain("\nWindowsDriver Option Support TargetParser\n");
  });

  test("a library that calls one below it stops the stage", () => {
    write(join(directory, "wrong"), "library A\nfolders a\nuses B\nlibrary B\nfolders b\n");
    const ran = run("awk", ["-f", join(recipe, "components.awk"), "wrong"]);
    expect(ran).toEqual({ code: 1, said: "A calls B, which is not listed above it\n" });
  });
});

describe("libraries.mk", () => {
  /** A repository with one list, and a source that it fits: the same macro, and each its own name, in three files. */
  function build(name: string, list: string, ...goal: string[]): Ran {
    const at = join(directory, name);
    for (const file of ["build.mk", "llvm/libraries.mk", "llvm/units.awk"])
      cpSync(join(project, "recipes", file), join(at, "recipes", file));
    write(join(at, "recipes/llvm/libraries/small"), list);
    for (const file of ["One", "Two", "deep/Three"])
      write(
        join(at, `source/lib/Small/${file}.cpp`),
        `#define DEBUG_TYPE "${file}"\nconst char *${file.replace("deep/", "")}() { return DEBUG_TYPE; }\n`,
      );
    write(join(at, "source/lib/Small/plain.c"), "int plain(void) { return 4; }\n");
    mkdirSync(join(at, "work"), { recursive: true });
    const words = ["-f", join(at, "recipes/llvm/libraries.mk"), "lists=small", `source=${join(at, "source")}`];
    return run("make", [...words, "CC=cc", "CXX=c++", ...goal], join(at, "work"));
  }
  const head = "library Small\nfolders lib/Small lib/Small/deep\n";

  test("makes an archive of units and of files that are alone", () => {
    expect(build("whole", `${head}unit One\n  deep/Three # two\nalone Two plain.c\n`)).toMatchObject({ code: 0 });
    const archive = join(directory, "whole/work/lib/libLLVMSmall.a");
    expect(run("ar", ["t", archive]).said).toBe("One.o\nTwo.o\nplain.o\n");
    expect(
      run("nm", ["-C", "--defined-only", archive])
        .said.match(/\b(?:One|Two|Three)\(\)|plain$/gm)
        ?.sort(),
    ).toEqual(["One()", "Three()", "Two()", "plain"].sort());
  });

  test("stops with the names of files that are listed and missing, or there and not listed", () => {
    expect(build("more", `${head}unit One deep/Three Four\nalone Two plain.c\n`).said).toContain(
      "lib/Small: listed and missing: Four.cpp",
    );
    expect(build("less", `${head}unit One Two\nalone plain.c\n`).said).toContain(
      "lib/Small/deep: there and not listed: Three.cpp",
    );
  });

  test("leaves out what is named as left out", () => {
    expect(build("without", `${head}unit One Two\nwithout deep/Three plain.c\n`, "-n").code).toBe(0);
  });

  test("refuses a word that no list has", () => {
    expect(build("word", `${head}units One Two\n`)).toMatchObject({
      code: 2,
      said: expect.stringContaining("a list of libraries has no units"),
    });
  });
});

test("a name that upstream's template asks for, and nobody answers, is told", () => {
  const template = [
    "#cmakedefine LLVM_ON_UNIX ${LLVM_ON_UNIX}",
    "#cmakedefine01 LLVM_HAS_ARC_TARGET",
    "#cmakedefine LLVM_WITH_Z3 ${LLVM_WITH_Z3}",
    '#define LLVM_VERSION_STRING "${PACKAGE_VERSION}"',
  ];
  const fill = (lines: readonly string[]): Ran => {
    write(join(directory, "template"), `${lines.join("\n")}\n`);
    const words = ["-v", `values=${join(recipe, "config/public.values")}`, "-f", join(recipe, "cmakedefine.awk")];
    return run("awk", [...words, "template"]);
  };
  expect(fill(template)).toEqual({
    code: 0,
    said: [
      "#define LLVM_ON_UNIX 1",
      "#define LLVM_HAS_ARC_TARGET 0",
      "/* #undef LLVM_WITH_Z3 */",
      '#define LLVM_VERSION_STRING "22.1.8"\n',
    ].join("\n"),
  });
  expect(fill([...template, "#cmakedefine01 LLVM_HAS_NEW_TARGET"])).toMatchObject({
    code: 1,
    said: expect.stringContaining("template: no answer for LLVM_HAS_NEW_TARGET"),
  });
});
