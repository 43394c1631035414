// binutils and gcc 3.4.6 by our lists, config headers and values have the objects that upstream's own configure and
// makefiles give with the same compiler, bit for bit, but for those named here. Parsers and scanners are byacc's and our
// lex's on both sides.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { project } from "../chain/source.ts";
import { projectByConfigure, treesByConfigure } from "./project-by-configure.ts";

const hour = 3_600_000;

// A last step for each recipe, after which the objects are all that the stage leaves.
const keep = {
  binutils: `rm -r /out/*
mkdir /out/objects
for directory in libiberty zlib libsframe bfd opcodes gas ld binutils; do
  mkdir /out/objects/$directory
  cp $directory/*.o /out/objects/$directory/
done
cp -r ld/ldscripts /out/objects/ld/`,
  "gcc-3": `mkdir -p /out/objects
if [ "$LANGUAGE" = c++ ]; then
  mv /out/lib/gcc/x86_64-unknown-linux-gnu/3.4.6/include/c++ /out/objects/headers
  mkdir /out/objects/support /out/objects/library
  cp support/*.o /out/objects/support/
  cp library/*.o /out/objects/library/
fi
rm -r /out/bin /out/lib /out/libexec
mkdir -p /out/objects/gcc/cp /out/objects/libiberty
cp gcc/*.o gcc/specs /out/objects/gcc/
cp -r gcc/libgcc gcc/include /out/objects/gcc/
cp libiberty/*.o /out/objects/libiberty/
[ "$LANGUAGE" = c ] || cp gcc/cp/*.o /out/objects/gcc/cp/`,
};

function writeObjectsRecipe(copy: string, recipe: keyof typeof keep): void {
  const text = readFileSync(join(project, "recipes", recipe, "recipe.yaml"), "utf8");
  const end = /^(?: {2}# A step, not a check|outputs:)/m.exec(text)!.index;
  const script = keep[recipe].replace(/^/gm, "      ");
  mkdirSync(join(copy, `recipes/${recipe}-objects`));
  writeFileSync(
    join(copy, `recipes/${recipe}-objects/recipe.yaml`),
    `${text.slice(0, end)}  - name: objects\n    interpreter: [/bin/sh, -eu, -c]\n    script: |\n${script}\noutputs: [objects/]\n`,
  );
}

const copy = projectByConfigure();
writeObjectsRecipe(copy, "binutils");
writeObjectsRecipe(copy, "gcc-3");
writeFileSync(
  join(copy, "stages/objects.yaml"),
  `stages:
  - name: binutils-objects
    recipe: binutils-objects
    uses: [musl-tinycc, busybox, byacc, lex, make]
  - name: gcc-3-c-objects
    recipe: gcc-3-objects
    uses: [musl-tinycc, busybox, byacc, lex, make, binutils-1]
    with: {cc: tcc -static, language: c}
  - name: gcc-3-objects
    recipe: gcc-3-objects
    uses: [gcc-3-c, musl-gcc-3, busybox, byacc, lex, make, binutils-1]
`,
);

/** What only upstream makes, what only we make, and what differs. */
function compare(what: string): Record<"upstream" | "ours" | "both", readonly string[]> {
  const trees = treesByConfigure(copy, [`${what}-by-configure`, `${what}-objects`]);
  expect(trees).toBeDefined();
  const [upstream, ours] = trees!.map((tree) => {
    const files = readdirSync(join(tree, "objects"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    return new Map(files.sort().map((file) => [file.slice(tree.length + "/objects/".length), readFileSync(file)]));
  }) as [Map<string, Buffer>, Map<string, Buffer>];
  expect(ours.size).toBeGreaterThan(200);
  return {
    upstream: [...upstream.keys()].filter((file) => !ours.has(file)),
    ours: [...ours.keys()].filter((file) => !upstream.has(file)),
    both: [...upstream].filter(([file, bytes]) => ours.get(file)?.equals(bytes) === false).map(([file]) => file),
  };
}

test("binutils by tinycc", { timeout: 3 * hour }, () => {
  const { upstream, ours, both } = compare("binutils");
  // They name files of the sources, which lie in other directories.
  expect(both).toEqual(["bfd/peigen.o", "bfd/pex64igen.o", "ld/ldlex-wrapper.o"]);
  // Upstream ships the table of instructions, and does not make it.
  expect(ours).toEqual(["opcodes/i386-gen.o"]);
  // Programs for tests, and some that are not installed; of the libraries what no program uses.
  expect(upstream.filter((file) => !/^(?:libiberty|zlib)\//.test(file))).toEqual([
    "binutils/bfdtest1.o",
    "binutils/bfdtest2.o",
    "binutils/sysinfo.o",
    "binutils/syslex_wrap.o",
    "ld/libdep_plugin.o",
    "ld/libldtestplug2_la-testplug2.o",
    "ld/libldtestplug3_la-testplug3.o",
    "ld/libldtestplug4_la-testplug4.o",
    "ld/libldtestplug_la-testplug.o",
  ]);
});

// c-parse.o names its grammar, which lies in another directory; gcc.o holds what gcc -v tells.
const differing = ["gcc/c-parse.o", "gcc/gcc.o"];
// gcov is not made, and nothing uses sigsetmask.
const unmade = ["gcc/gcov-dump.o", "gcc/gcov.o", "libiberty/sigsetmask.o"];

test("gcc 3.4.6 for C by tinycc", { timeout: 3 * hour }, () => {
  expect(compare("gcc-3-c")).toEqual({ upstream: unmade, ours: [], both: differing });
});

test("gcc 3.4.6 for C and C++, libgcc, libstdc++ and the headers by itself", { timeout: 3 * hour }, () => {
  // Our table of the C library's names stands for one by gperf.
  const made = [...differing, "gcc/cp/except.o"];
  // It has macros that no header asks for.
  const config = "headers/x86_64-unknown-linux-gnu/bits/c++config.h";
  expect(compare("gcc-3")).toEqual({ upstream: unmade, ours: [], both: [...made, config].sort() });
});
