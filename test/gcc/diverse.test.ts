// Diverse double compiling: gcc 13 by Debian's gcc, then by itself in the recipe's own steps, is our chain's gcc 13, bit
// for bit. A back door in one of the two lines of compilers would have to be in the other as well, and write the same
// bytes. Debian's gcc is never an input of a stage of the project: it makes one of a copy.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { home, project } from "../chain/source.ts";
import { call, callForHours } from "../faults/fromseed.ts";
import { scratchDirectory } from "../scratch.ts";

const hour = 3_600_000;
/** A digest that nothing has: of letters, as YAML takes 64 zeros for a number. */
const UNKNOWN = "f".repeat(64);
const debian = spawnSync("sh", ["-c", "g++ --version && command -v apt-get dpkg"]).status === 0;
const why = debian ? "" : " (skipped: there is no g++ of Debian here)";

test.skipIf(!debian)(`gcc 13 by way of Debian's gcc is gcc 13 by way of the seed${why}`, { timeout: 6 * hour }, () => {
  const directory = scratchDirectory();
  const path = (name: string): string => join(directory, name);
  const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
  function must(script: string, cwd: string): void {
    const run = spawnSync("sh", ["-euc", script], { cwd, encoding: "utf8", timeout: 3 * hour, maxBuffer: 2 ** 28 });
    if (run.status !== 0) throw new Error(`${script}: ${run.stdout.slice(-2000)}${run.stderr.slice(-2000)}`);
  }

  // The compilers, by the recipe's own makefile, with libraries of Debian.
  const recipe = readFileSync(join(project, "recipes/gcc-13/recipe.yaml"), "utf8");
  expect(call(["fetch", "gcc-13-2", "--home", home]).status).toBe(0);
  const source = path("source");
  cpSync(join(home, "trees", /^ +tree: (\S+)$/m.exec(recipe)![1]!), source, { recursive: true });
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    const name = join(entry.parentPath, entry.name);
    chmodSync(name, statSync(name).mode | 0o200);
  }
  mkdirSync(path("packages"));
  mkdirSync(path("work/gcc"), { recursive: true });
  const tools = join(project, "bootstrap-seed/tools");
  must(
    `apt-get download libgmp-dev libmpfr-dev libmpc-dev
    for package in *.deb; do dpkg -x $package .; done
    gcc -O2 -o lex ${tools}/lex.c
    sh ${project}/recipes/zlib-tables.sh ${source}/zlib gcc
    g++ -w -o names ${source}/libcpp/makeuname2c.cc
    ./names ${source}/contrib/unicode/UnicodeData.txt ${source}/contrib/unicode/NameAliases.txt >${source}/libcpp/uname2c.h`,
    path("packages"),
  );
  must(
    `export CPATH=${path("packages")}/usr/include:${path("packages")}/usr/include/x86_64-linux-gnu
    export LIBRARY_PATH=${path("packages")}/usr/lib/x86_64-linux-gnu
    make -f ${project}/recipes/gcc-13/compiler.mk -j${cpus().length} optimise=-O1 \\
      src=${source} out=${path("work/out")} lex='${path("packages/lex")} ${tools}/scanner.c'
    find . -name '*.o' -o -name '*.a' | xargs rm
    rm -rf build units`,
    path("work/gcc"),
  );

  // A copy of the project, where they are a source, and what programs need is made by them.
  for (const folder of ["bootstrap-seed", "recipes", "stages"])
    cpSync(join(project, folder), path(folder), { recursive: true });
  rmSync(path("stages/expected.sha256"));
  mkdirSync(path("sources"));
  must(`tar -cf sources/by-debian.tar -C work .`, directory);
  const archive = readFileSync(path("sources/by-debian.tar"));
  const byDebian = [
    "sources:",
    "  - name: by-debian",
    "    file: by-debian.tar",
    `    size: ${archive.length}`,
    `    sha256: ${sha256(archive)}`,
    "    licence: GPL-3.0-or-later WITH GCC-exception-3.1",
    "    places:",
    "      - directory: sources",
    "    unpack:",
    `      tree: ${UNKNOWN}`,
    "",
  ].join("\n");
  const steps = [
    "steps:",
    "  - name: compiler",
    "    interpreter: [/bin/sh, -eu, -c]",
    "    script: |",
    "      cp -R /src/by-debian/gcc gcc",
    "      cp -R /src/by-debian/out/* /out/",
    "",
  ].join("\n");
  mkdirSync(path("recipes/by-debian"));
  const text = recipe.replace("sources:\n", byDebian).replace(/^steps:\n[^]*?(?= {2}- name: runtime)/m, steps);
  const file = path("recipes/by-debian/recipe.yaml");
  writeFileSync(file, text);
  writeFileSync(
    path("stages/diverse.yaml"),
    [
      "# By way of Debian's gcc.",
      "stages:",
      "  - name: by-debian",
      "    recipe: by-debian",
      "    uses: [musl, busybox, make, binutils]",
      "  - name: diverse",
      "    recipe: gcc-13",
      "    uses: [gmp, mpfr, mpc, musl-malloc, by-debian, musl, busybox, make, lex, binutils]",
      '    with: {optimise: "-O2", allocator: /lib/oldmalloc.o}',
      "",
    ].join("\n"),
  );
  const words = ["--project", directory, "--home", home];
  // The digest of what was unpacked is for the machine to say.
  const said = call(["fetch", "by-debian", ...words]);
  writeFileSync(file, text.replace(UNKNOWN, /tree with digest ([0-9a-f]{64})/.exec(said.stdout + said.stderr)![1]!));

  expect(callForHours(["build", "gcc-13-2", "diverse", ...words])).toBe(0);
  const [seed, diverse] = ["gcc-13-2", "diverse"].map((stage) => readFileSync(join(home, "latest", `${stage}.tree`)));
  console.log(`gcc 13 by way of the seed: ${sha256(seed!)}\ngcc 13 by way of Debian's gcc: ${sha256(diverse!)}`);
  expect(diverse!.toString()).toBe(seed!.toString());
});
