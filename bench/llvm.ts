// Files of LLVM compiled by our lists, several at a time, and by upstream's own cmake, one by one: with the same
// compiler, the same -O2, the same headers, as many jobs, in processor time. `npm run bench:llvm -- [LIBRARY...]`
// (Support, MC, Core, Analysis and TransformUtils by default) needs cmake and ninja-build, and stage llvm-tblgen built;
// it takes a quarter of an hour on two cores.
//
// Each third object of each library's list is compiled, and all files in it by upstream: whoever wrote the lists did not
// choose them, and how long an object takes does not hang on others. `--whole` compiles all, which takes three times as
// long. Both sides must offer the same functions and data: the names are compared as well.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { trees } from "../test/faults/fromseed.ts";
import { machineFacts } from "./machine.ts";
import { rowText, timed, type Row } from "./measure.ts";

/** Of upstream's processor time. */
const MOST = 0.5;
const LISTS = "support analysis transforms codegen x86";
const ONE_IN = 3;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { whole: { type: "boolean", default: false } },
});
const libraries = positionals.length > 0 ? positionals : ["Support", "MC", "Core", "Analysis", "TransformUtils"];
const project = resolve(import.meta.dirname, "..");
const home =
  process.env["FROMSEED_HOME"] ?? join(process.env["XDG_DATA_HOME"] ?? join(homedir(), ".local/share"), "fromseed");
const recipe = readFileSync(join(project, "recipes/llvm-part/recipe.yaml"), "utf8");
/** What our recipe keeps of the archive. */
const kept = join(home, "trees", /^ +tree: (\S+)$/m.exec(recipe)![1]!, "llvm");
const root = mkdtempSync(join(tmpdir(), "fromseed-bench-"));
const source = join(root, "source");
const theirs = join(root, "theirs");
const ours = join(root, "ours");
const jobs = `-j${availableParallelism()}`;

/** Files that upstream compiles to an object each, by their paths in the source: which object, below `theirs`. */
type Objects = ReadonlyMap<string, string>;

function must(program: string, words: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, words, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (error !== undefined) throw new Error(`${program}: ${error.message}; apt-get install cmake ninja-build`);
  if (status !== 0) throw new Error(`${program} ${words.join(" ")}: ${stdout}${stderr}`);
  return stdout;
}

/** The chain's generator of tables: it is static, and saves compiling another. */
function tblgen(): string {
  const program = join(home, "trees", trees(home, "llvm-tblgen").get("llvm-tblgen")!, "llvm/bin/llvm-tblgen");
  if (!existsSync(program)) throw new Error("llvm-tblgen is not built here: ./fromseed build llvm-tblgen");
  return program;
}

/** Of the archive, what upstream's own makefiles ask for. */
function unpack(): void {
  const archive = join(home, "blobs", /^ +sha256: (\S+)$/m.exec(recipe)![1]!);
  if (!existsSync(archive) || !existsSync(kept))
    throw new Error("the source is not here: ./fromseed fetch llvm-tblgen");
  mkdirSync(source);
  const parts = ["*/llvm", "*/cmake", "*/third-party"];
  const without = ["*/test", "*/unittests", "*/docs"].map((pattern) => `--exclude=${pattern}`);
  must("tar", ["-xJf", archive, "-C", source, "--strip-components=1", ...without, "--wildcards", ...parts]);
}

/** Also makes the headers that both sides read. */
function configure(): Objects {
  const tables = tblgen();
  const off = (prefix: string, names: readonly string[]) => names.map((name) => [`${prefix}_${name}`, "OFF"]);
  const settings = {
    CMAKE_BUILD_TYPE: "Release",
    CMAKE_C_FLAGS_RELEASE: "-O2 -DNDEBUG",
    CMAKE_CXX_FLAGS_RELEASE: "-O2 -DNDEBUG",
    CMAKE_EXPORT_COMPILE_COMMANDS: "ON",
    LLVM_TARGETS_TO_BUILD: "X86",
    LLVM_TABLEGEN: tables,
    ...Object.fromEntries(off("LLVM_ENABLE", ["ZLIB", "ZSTD", "LIBXML2", "LIBEDIT", "CURL", "HTTPLIB", "BINDINGS"])),
    ...Object.fromEntries(off("LLVM_INCLUDE", ["TESTS", "EXAMPLES", "BENCHMARKS", "DOCS"])),
  };
  const words = Object.entries(settings).map(([name, value]) => `-D${name}=${value}`);
  must("cmake", ["-G", "Ninja", "-S", join(source, "llvm"), "-B", theirs, ...words]);
  must("ninja", ["-C", theirs, ...libraries.map((library) => `cmake_object_order_depends_target_LLVM${library}`)]);
  const commands = JSON.parse(readFileSync(join(theirs, "compile_commands.json"), "utf8")) as {
    file: string;
    command: string;
  }[];
  const prefix = join(source, "llvm/");
  const compiled = commands.filter(({ file }) => file.startsWith(prefix));
  return new Map(compiled.map(({ file, command }) => [file.slice(prefix.length), / -o (\S+)/.exec(command)![1]!]));
}

function make(...goals: string[]): readonly string[] {
  const words = ["-C", ours, "-f", join(project, "recipes/llvm/libraries.mk"), `lists=${LISTS}`, "CC=cc", "CXX=c++"];
  return [...words, `source=${kept}`, `made=${join(theirs, "include")}`, ...goals];
}

/** What is compiled of a library on both sides: our objects, and upstream's of the same files. */
interface Sample {
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
}

/** Files of C++ alone: of upstream's in C some are in assembly. */
function sample(library: string, upstream: Objects): Sample {
  const rules = readFileSync(join(ours, "described.mk"), "utf8").matchAll(/^(\S+\.o): (\S+\.cpp)$/gm);
  const all = Array.from(rules, ([, object, file]) => ({ object: object!, file: file! })).filter(({ object }) =>
    object.startsWith(`${library}/`),
  );
  if (all.length === 0) throw new Error(`no list has a library ${library}`);
  const taken = all.filter((_, index) => values.whole || index % ONE_IN === 0);
  const files = taken.flatMap(({ file }) => {
    if (file.startsWith(kept)) return [file];
    const unit = readFileSync(join(ours, file), "utf8");
    return Array.from(unit.matchAll(/^#include "(.*)"$/gm), ([, included]) => included!);
  });
  return {
    ours: taken.map(({ object }) => object),
    theirs: files.map((file) => {
      const object = upstream.get(file.slice(kept.length + 1));
      if (object === undefined) throw new Error(`upstream does not compile ${file}`);
      return object;
    }),
  };
}

/** Functions and data that others can call, but for those that each caller may have a copy of. */
function offered(directory: string, objects: readonly string[]): ReadonlySet<string> {
  const words = ["--defined-only", "--extern-only", ...objects.map((object) => join(directory, object))];
  const lines = must("nm", words).split("\n");
  return new Set(lines.flatMap((line) => /^[0-9a-f]+ [TDBR] (\S+)$/.exec(line)?.[1] ?? []));
}

try {
  console.log(machineFacts());
  console.log(must("c++", ["--version"]).split("\n")[0]);
  unpack();
  const upstream = configure();
  mkdirSync(ours);
  must("make", make("described.mk"));
  let [sum, sumTheirs] = [0, 0];
  const rows: Row[] = [];
  const differing: string[] = [];
  const told = (what: string, cpu: number, cpuTheirs: number, of = ""): void => {
    const beside = `${(cpu / 1000).toFixed(1)} s, upstream ${(cpuTheirs / 1000).toFixed(1)} s${of}`;
    rows.push({ what: `${what}, processor time`, value: cpu / cpuTheirs, unit: "ratio", limit: MOST, beside });
    console.log(rowText(rows.at(-1)!));
  };
  for (const library of libraries) {
    const both = sample(library, upstream);
    const { cpu } = timed("make", make(jobs, ...both.ours));
    const { cpu: cpuTheirs } = timed("ninja", ["-C", theirs, jobs, ...both.theirs]);
    sum += cpu;
    sumTheirs += cpuTheirs;
    told(library, cpu, cpuTheirs, `, of ${both.theirs.length} files`);
    const [names, namesTheirs] = [offered(ours, both.ours), offered(theirs, both.theirs)];
    for (const name of new Set([...names, ...namesTheirs]))
      if (!names.has(name) || !namesTheirs.has(name)) differing.push(`${library}: ${name}`);
  }
  told("all of these", sum, sumTheirs);
  for (const name of differing) console.log(`one side alone offers ${name}`);
  process.exitCode = rows.at(-1)!.value <= MOST && differing.length === 0 ? 0 : 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
