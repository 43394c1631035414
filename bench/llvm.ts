// Whole libraries of LLVM compiled by our lists, several files at a time, and by upstream's own cmake, file by file: with
// the same compiler, the same -O2, the same headers, one job, in processor time. `npm run bench:llvm -- [LIBRARY...]`
// (Support, MC, Core, Analysis and TransformUtils by default) needs cmake and ninja-build, and takes over an hour.
//
// Both sides must offer the same functions and data: the names are compared as well.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { machineFacts } from "./machine.ts";
import { rowText, timed, type Row } from "./measure.ts";

/** Of upstream's processor time. */
const MOST = 0.5;
const LISTS = "support analysis transforms codegen x86";

const project = resolve(import.meta.dirname, "..");
const home =
  process.env["FROMSEED_HOME"] ?? join(process.env["XDG_DATA_HOME"] ?? join(homedir(), ".local/share"), "fromseed");
const asked = process.argv.slice(2);
const libraries = asked.length > 0 ? asked : ["Support", "MC", "Core", "Analysis", "TransformUtils"];
const recipe = readFileSync(join(project, "recipes/llvm-part/recipe.yaml"), "utf8");
/** What our recipe keeps of the archive. */
const kept = join(home, "trees", /^ +tree: (\S+)$/m.exec(recipe)![1]!);
const root = mkdtempSync(join(tmpdir(), "fromseed-bench-"));
const source = join(root, "source");
const theirs = join(root, "theirs");
const ours = join(root, "ours");

function must(program: string, words: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, words, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (error !== undefined) throw new Error(`${program}: ${error.message}; apt-get install cmake ninja-build`);
  if (status !== 0) throw new Error(`${program} ${words.join(" ")}: ${stdout}${stderr}`);
  return stdout;
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

function configure(): void {
  const settings = {
    CMAKE_BUILD_TYPE: "Release",
    CMAKE_C_FLAGS_RELEASE: "-O2 -DNDEBUG",
    CMAKE_CXX_FLAGS_RELEASE: "-O2 -DNDEBUG",
    LLVM_TARGETS_TO_BUILD: "X86",
    ...Object.fromEntries(
      ["ZLIB", "ZSTD", "LIBXML2", "LIBEDIT", "CURL", "HTTPLIB", "BINDINGS"].map((name) => [
        `LLVM_ENABLE_${name}`,
        "OFF",
      ]),
    ),
    ...Object.fromEntries(["TESTS", "EXAMPLES", "BENCHMARKS", "DOCS"].map((name) => [`LLVM_INCLUDE_${name}`, "OFF"])),
  };
  const words = Object.entries(settings).map(([name, value]) => `-D${name}=${value}`);
  must("cmake", ["-G", "Ninja", "-S", join(source, "llvm"), "-B", theirs, ...words]);
  // The headers that both sides read. llvm-tblgen's own libraries are compiled again below.
  must("ninja", [
    "-C",
    theirs,
    "llvm-headers",
    "intrinsics_gen",
    "vt_gen",
    "target_parser_gen",
    "omp_gen",
    "analysis_gen",
  ]);
}

/** Milliseconds of processor time for one archive by ninja, which the headers came by. */
function byThem(library: string): number {
  must("ninja", ["-C", theirs, "-t", "clean", `LLVM${library}`]);
  return timed("ninja", ["-C", theirs, "-j1", `lib/libLLVM${library}.a`]).cpu;
}

function byUs(library: string): number {
  mkdirSync(ours, { recursive: true });
  const words = ["-C", ours, "-f", join(project, "recipes/llvm/libraries.mk"), `lists=${LISTS}`, "CC=cc", "CXX=c++"];
  const where = [`source=${join(kept, "llvm")}`, `made=${join(theirs, "include")}`];
  must("make", [...words, ...where, "described.mk"]);
  return timed("make", [...words, ...where, `lib/libLLVM${library}.a`]).cpu;
}

/** Functions and data that others can call, but for those that each caller may have a copy of. */
function offered(archive: string): ReadonlySet<string> {
  const lines = must("nm", ["--defined-only", "--extern-only", archive]).split("\n");
  return new Set(lines.flatMap((line) => /^[0-9a-f]+ [TDBR] (\S+)$/.exec(line)?.[1] ?? []));
}

try {
  console.log(machineFacts());
  console.log(must("c++", ["--version"]).split("\n")[0]);
  unpack();
  configure();
  let [sum, sumTheirs] = [0, 0];
  const rows: Row[] = [];
  const differing: string[] = [];
  for (const library of libraries) {
    const [cpu, cpuTheirs] = [byUs(library), byThem(library)];
    sum += cpu;
    sumTheirs += cpuTheirs;
    const beside = `${(cpu / 1000).toFixed(1)} s, upstream ${(cpuTheirs / 1000).toFixed(1)} s`;
    rows.push({ what: `${library}, processor time`, value: cpu / cpuTheirs, unit: "ratio", limit: MOST, beside });
    console.log(rowText(rows.at(-1)!));
    const [names, namesTheirs] = [ours, theirs].map((side) => offered(join(side, `lib/libLLVM${library}.a`)));
    for (const name of new Set([...names!, ...namesTheirs!]))
      if (!names!.has(name) || !namesTheirs!.has(name)) differing.push(`${library}: ${name}`);
  }
  const beside = `${(sum / 1000).toFixed(1)} s, upstream ${(sumTheirs / 1000).toFixed(1)} s`;
  rows.push({ what: "all of these", value: sum / sumTheirs, unit: "ratio", limit: MOST, beside });
  console.log(rowText(rows.at(-1)!));
  for (const name of differing) console.log(`one side alone offers ${name}`);
  process.exitCode = rows.at(-1)!.value <= MOST && differing.length === 0 ? 0 : 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
