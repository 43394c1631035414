// Tables of Unicode's characters in gcc 13's preprocessor: which may stand in identifiers, their names, how wide they
// are. gcc's own generators make them again from the data that Debian's package unicode-data holds: apt fetches it. They
// are not among the sources that the recipe keeps, so they come from the whole archive.

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { home, project } from "../chain/source.ts";
import { all } from "../extent.ts";
import { scratchDirectory } from "../scratch.ts";
import { sourceOf } from "./source.ts";

const VERSION = "15.0.0";
const directory = scratchDirectory();
const gcc = sourceOf("gcc-13", "gcc-13-1");
const recipe = readFileSync(join(project, "recipes/gcc-13/recipe.yaml"), "utf8");
const archive = join(home, "blobs", /^ +sha256: (\S+)$/m.exec(recipe)![1]!);
const whyNot = whyNotHere();

function whyNotHere(): string {
  if (!all) return " (skipped: only in ./fromseed test --all)";
  if (gcc.whyNot !== "") return gcc.whyNot;
  if (!existsSync(archive)) return " (skipped: the archive of gcc 13 is not here)";
  const tools = ["g++", "python3", "dpkg-deb", "apt-get", "xz"].filter((tool) => spawnSync(tool, ["--version"]).error);
  if (tools.length > 0) return ` (skipped: there is no ${tools.join(", ")} here)`;
  if (run("apt-get", ["download", "-q", "unicode-data"]).status !== 0) return " (skipped: apt cannot get unicode-data)";
  const data = readdirSync(directory).find((name) => name.endsWith(".deb"))!;
  return data.includes(`_${VERSION}-`) ? "" : ` (skipped: ${data} is not of Unicode ${VERSION})`;
}

function run(
  program: string,
  words: readonly string[],
  cwd = directory,
): { readonly status: number | null; readonly stdout: string } {
  const { status, stdout } = spawnSync(program, words, { cwd, encoding: "utf8", maxBuffer: 1 << 28, timeout: 600_000 });
  return { status, stdout: stdout ?? "" };
}

function must(program: string, words: readonly string[], cwd = directory): string {
  const { status, stdout } = run(program, words, cwd);
  if (status !== 0) throw new Error(`${program} ${words.join(" ")}: ${status}`);
  return stdout;
}

describe.skipIf(whyNot !== "")(`gcc 13's tables of Unicode${whyNot}`, () => {
  const data = (name: string): string => join(directory, "usr/share/unicode", `${name}.txt`);
  const inside = (path: string): string => join(directory, "gcc", path);
  const table = (name: string): string => gcc.text(`libcpp/${name}`);
  if (whyNot === "") {
    must("sh", ["-c", "dpkg-deb -x unicode-data_*.deb ."]);
    const inner = /\binner:[^]*?path: ([^\s,}]+)/.exec(recipe)![1]!;
    const wanted = [
      "libcpp/makeucnid.cc",
      "libcpp/ucnid.tab",
      "libcpp/makeuname2c.cc",
      "libcpp/uname2c.h",
      "contrib/unicode/*",
    ];
    must("sh", [
      "-c",
      `mkdir gcc && tar -xOf "$1" "$2" | tar -xJ -C gcc --strip-components=1 --wildcards ${wanted.map((path) => `'*/${path}'`).join(" ")}`,
      "sh",
      archive,
      inner,
    ]);
  }

  test("ucnid.h: what may stand in identifiers", { timeout: 120_000 }, () => {
    must("g++", ["-w", "-o", "makeucnid", inside("libcpp/makeucnid.cc")]);
    const names = ["UnicodeData", "DerivedNormalizationProps", "DerivedCoreProperties"];
    expect(must("./makeucnid", [inside("libcpp/ucnid.tab"), ...names.map(data)]) === table("ucnid.h")).toBe(true);
  });

  // The stage makes this one, so only the archive has upstream's.
  test("uname2c.h: names of characters, from the data that the recipe keeps", { timeout: 120_000 }, () => {
    must("g++", ["-w", "-o", "makeuname2c", inside("libcpp/makeuname2c.cc")]);
    const made = must("./makeuname2c", [data("UnicodeData"), data("NameAliases")]);
    expect(made === readFileSync(inside("libcpp/uname2c.h"), "latin1")).toBe(true);
    for (const name of ["UnicodeData", "NameAliases"])
      expect(gcc.text(`contrib/unicode/${name}.txt`) === readFileSync(data(name), "latin1"), name).toBe(true);
  });

  test("generated_cpp_wcwidth.h: how wide they are", { timeout: 120_000 }, () => {
    const folder = inside("contrib/unicode");
    for (const name of ["UnicodeData", "EastAsianWidth", "PropList"]) cpSync(data(name), join(folder, `${name}.txt`));
    expect(must("python3", ["gen_wcwidth.py", VERSION], folder) === table("generated_cpp_wcwidth.h")).toBe(true);
  });
});
