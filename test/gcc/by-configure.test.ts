// The lists of the recipes are right: each library has, member by member and bit for bit, what upstream's own configure
// and makefiles make with the same compiler. Only the order and the names of members are ours. The stages that run
// configure exist here alone, in a copy of the project.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { members } from "./archive-members.ts";
import { projectByConfigure, treesByConfigure } from "./project-by-configure.ts";

const hour = 3_600_000;

/** All that a tree holds: files by their paths; of archives, their members instead. */
function contents(tree: string): readonly string[] {
  return readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((path) => {
      const name = path.slice(tree.length + 1);
      return name.endsWith(".a")
        ? members(path).map((member) => `${name}: ${member}`)
        : [`${name}: ${sha256(readFileSync(path))}`];
    })
    .sort();
}

describe("a library by our lists is the library by its configure", () => {
  const copy = projectByConfigure();

  test.each(["gmp-gcc-3", "mpfr-gcc-3", "mpc-gcc-3", "gmp", "mpfr", "mpc"])("%s", { timeout: 3 * hour }, (stage) => {
    const trees = treesByConfigure(copy, [stage, `${stage}-by-configure`]);
    expect(trees).toBeDefined();
    const [ours, upstream] = trees!.map(contents);
    expect(ours!.length).toBeGreaterThan(80);
    expect(ours).toEqual(upstream);
  });
});

describe("libgcc, the crt files and libstdc++ by our makefile are those by configure", () => {
  const copy = projectByConfigure();
  const compilersHeader = /^lib\/gcc\/[^/]+\/[^/]+\/include\/(?!unwind\.h|gcov\.h)/;
  const config = /^include\/c\+\+\/[^/]+\/[^/]+\/bits\/c\+\+config\.h$/;

  /** The macros that a c++config.h defines, each with its value. */
  function macros(text: string): ReadonlyMap<string, string> {
    return new Map(Array.from(text.matchAll(/^#define (\w+)(.*)$/gm), ([, name, value]) => [name!, value!.trim()]));
  }

  // gcc 9's configure finds a library with an operating system, gcc 13's asks the compiler each time, and ours for both.
  test.each([
    ["gcc-9", ["_GLIBCXX_HOSTED"]],
    ["gcc-13", []],
  ])("of %s, but for macros of c++config.h that no header asks for", { timeout: 3 * hour }, (stage, others) => {
    const trees = treesByConfigure(copy, [`${stage}-runtime-by-configure`]);
    expect(trees).toBeDefined();
    const all = ["ours", "theirs"].map((side) => contents(join(trees![0]!, side)));
    const [ours, upstream] = all.map((lines) =>
      lines.filter((line) => !compilersHeader.test(line) && !config.test(line.split(":")[0]!)),
    );
    expect(ours!.length).toBeGreaterThan(1000);
    expect(ours).toEqual(upstream);

    const headers = join(trees![0]!, "ours/include");
    const names = readdirSync(headers, { recursive: true, encoding: "utf8" });
    const path = names.find((name) => config.test(`include/${name}`))!;
    const words = new Set(
      names
        .filter((name) => name !== path && !names.some((other) => other.startsWith(`${name}/`)))
        .flatMap((name) => readFileSync(join(headers, name), "latin1").match(/\w+/g) ?? []),
    );
    const [mine, theirs] = ["ours", "theirs"].map((side) =>
      macros(readFileSync(join(trees![0]!, side, "include", path), "latin1")),
    );
    const different = [...new Set([...mine!.keys(), ...theirs!.keys()])].filter(
      (name) => mine!.get(name) !== theirs!.get(name) && words.has(name),
    );
    expect(different).toEqual(others);
  });
});

test("gcc 9 is the same where bison's parsers took the place of byacc's", { timeout: 3 * hour }, () => {
  const trees = treesByConfigure(projectByConfigure(), ["gcc-9", "gcc-9-by-bison"]);
  expect(trees).toBeDefined();
  expect(trees![1]).toBe(trees![0]);
});
