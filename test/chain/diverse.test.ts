// Diverse double compiling: tinycc by the machine's gcc, then by itself in the recipe's own steps, is our chain's
// tinycc, bit for bit. A back door in one of the two lines of compilers would have to be in the other as well, and
// write the same bytes.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { project, tinycc } from "./source.ts";

const gcc = spawnSync("gcc", ["--version"]).status === 0;
const why = !gcc
  ? " (skipped: there is no gcc here)"
  : tinycc === undefined
    ? " (skipped: tinycc's source is not here; ./fromseed fetch tinycc gets it)"
    : "";

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

describe.skipIf(why !== "")(`diverse double compiling${why}`, () => {
  const directory = mkdtempSync(join(tmpdir(), "fromseed-diverse-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const path = (name: string): string => join(directory, name);

  function must(program: string, args: readonly string[], cwd: string): void {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: "utf8", timeout: 120_000 });
    if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stdout}${stderr}`);
  }

  test("tinycc by way of gcc is tinycc by way of the seed", { timeout: 180_000 }, () => {
    for (const folder of ["bootstrap-seed", "recipes", "stages"])
      cpSync(join(project, folder), path(folder), { recursive: true });
    rmSync(path("stages/expected.sha256"));
    mkdirSync(path("sources"));
    copyFileSync(tinycc!.file, path(`sources/${tinycc!.name}`));

    mkdirSync(path("by-gcc"));
    must(
      "gcc",
      ["-w", "-O2", "-static", `-I${join(project, "recipes/tinycc")}`, "-o", path("by-gcc/tcc"), "tcc.c"],
      tinycc!.tree,
    );
    must("tar", ["-cf", path("sources/by-gcc.tar"), "-C", path("by-gcc"), "tcc"], directory);
    const archive = readFileSync(path("sources/by-gcc.tar"));
    const listing = Buffer.from(`755 ${sha256(readFileSync(path("by-gcc/tcc")))} tcc\n`);

    // The recipe of tinycc as it is, but with gcc's tinycc as a source, and that as its compiler.
    const source = [
      "sources:",
      "  - name: by-gcc",
      "    file: by-gcc.tar",
      `    size: ${archive.length}`,
      `    sha256: ${sha256(archive)}`,
      "    licence: LGPL-2.1-or-later",
      "    places:",
      "      - directory: sources",
      "    unpack:",
      `      tree: ${sha256(listing)}`,
      "",
    ].join("\n");
    const local = (text: string): string => text.replace(/^ +- debian: .*$/m, "      - directory: sources");
    for (const name of ["tinycc", "tinycc-1"]) {
      const recipe = join(directory, "recipes", name, "recipe.yaml");
      writeFileSync(recipe, local(readFileSync(recipe, "utf8")));
    }
    mkdirSync(path("recipes/by-gcc"));
    writeFileSync(
      path("recipes/by-gcc/recipe.yaml"),
      readFileSync(path("recipes/tinycc/recipe.yaml"), "utf8")
        .replace("sources:\n", source)
        .replace("cc: /bin/tcc", "cc: /src/by-gcc/tcc"),
    );
    writeFileSync(
      path("stages/diverse.yaml"),
      [
        "# By way of gcc.",
        "stages:",
        "  - name: by-gcc",
        "    recipe: by-gcc",
        "  - name: diverse",
        "    recipe: tinycc",
        "    uses: [by-gcc]",
        '    with: {before: ""}',
        "",
      ].join("\n"),
    );
    must(
      join(project, "fromseed"),
      ["build", "tinycc", "diverse", "--home", path("home"), "--project", directory],
      directory,
    );

    const [seed, diverse] = ["tinycc", "diverse"].map((stage) =>
      readFileSync(join(directory, "home/latest", `${stage}.tree`)),
    ) as [Buffer, Buffer];
    const compiler = (tree: Buffer): string => /^755 (\S+) bin\/tcc$/m.exec(tree.toString())![1]!;
    console.log(
      [["by way of the seed", seed] as const, ["by way of gcc     ", diverse] as const]
        .map(([way, tree]) => `tinycc ${way}: bin/tcc ${compiler(tree)}, tree ${sha256(tree)}`)
        .join("\n"),
    );
    expect(diverse.toString()).toBe(seed.toString());
  });
});
