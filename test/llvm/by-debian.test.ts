// The opt and llc of stage llvm-tools do to LLVM's own tests what those of Debian's LLVM do, byte by byte: LLVM's test
// runner is written in python, so its answers are Debian's here. Debian's programs come through apt, are unpacked and not
// installed, and know all processors; the tests come from the whole archive, of which the recipe keeps the libraries.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { home, project } from "../chain/source.ts";
import { all, chain } from "../extent.ts";
import { callForHours, trees } from "../faults/fromseed.ts";
import { scratchDirectory } from "../scratch.ts";
import { chosen, isRefused, standsAlone } from "./own-tests.ts";
import { difference, left, type Left, type Llvm, type Run } from "./two-llvms.ts";

const hour = 3_600_000;
const VERSION = "22.1.8";

/** What differs, with the reason: "PATH, STEP" as it is told below. What is listed must differ. */
const EXPLAINED: ReadonlyMap<string, string> = new Map();

const directory = scratchDirectory();
const tests = join(directory, "llvm/test");
let ours: Llvm;
let theirs: Llvm;

function sh(script: string, ...words: string[]): { readonly status: number | null; readonly said: string } {
  const run = spawnSync("sh", ["-euc", script, "sh", ...words], { cwd: directory, encoding: "utf8", timeout: hour });
  return { status: run.status, said: `${run.stdout}${run.stderr}` };
}

/** Debian's opt and llc, with the libraries that are not installed; undefined if apt has not this version. */
function debians(): Llvm | undefined {
  mkdirSync(join(directory, "debian"));
  const got = sh(`cd debian
    names=$(apt-get install --print-uris -qq --no-install-recommends llvm-22 | sed -n "s/.*' \\([^_]*\\)_.*/\\1/p")
    [ -z "$names" ] || apt-get download -qq $names
    for package in *.deb; do [ ! -e "$package" ] || dpkg-deb -x "$package" .; done`);
  if (got.status !== 0) return undefined;
  const unpacked = join(directory, "debian/usr/lib/llvm-22/bin");
  const programs = existsSync(unpacked) ? unpacked : "/usr/lib/llvm-22/bin";
  const libraries = join(directory, "debian/usr/lib/x86_64-linux-gnu");
  const { status, said } = sh('LD_LIBRARY_PATH=$1 "$2/opt" --version', libraries, programs);
  return status === 0 && said.includes(`LLVM version ${VERSION}\n`) ? { programs, libraries } : undefined;
}

/** Ours, built first when the long chain is asked for; undefined if it is not here. */
function chains(): Llvm | undefined {
  if (chain) {
    if (callForHours(["build", "llvm-tools"]) !== 0) throw new Error("llvm-tools could not be built");
  }
  const programs = join(home, "trees", trees(home, "llvm-tools").get("llvm-tools")!, "llvm/bin");
  return existsSync(programs) ? { programs } : undefined;
}

let why = "";
beforeAll(() => {
  why = prepared();
}, 7 * hour);

/** Why nothing can be compared; "" when all is there. */
function prepared(): string {
  if (!all) return "only in ./fromseed test --all";
  const mine = chains();
  if (mine === undefined) return "llvm-tools is not built here: ./fromseed build llvm-tools";
  const missing = ["apt-get", "dpkg-deb", "tar", "xz"].filter((tool) => spawnSync(tool, ["--version"]).error);
  if (missing.length > 0) return `there is no ${missing.join(", ")} here`;
  const recipe = readFileSync(join(project, "recipes/llvm-part/recipe.yaml"), "utf8");
  const archive = join(home, "blobs", /^ +sha256: (\S+)$/m.exec(recipe)![1]!);
  if (!existsSync(archive)) return "LLVM's source is not here: ./fromseed fetch llvm-tools";
  const debian = debians();
  if (debian === undefined) return `apt cannot get llvm-22 ${VERSION}`;
  [ours, theirs] = [mine, debian];
  const folders = ["Transforms", "CodeGen/X86", "Assembler", "Verifier"].map((folder) => `*/llvm/test/${folder}/*`);
  const { status, said } = sh('tar -xJf "$1" --strip-components=1 --wildcards $2', archive, folders.join(" "));
  if (status !== 0) throw new Error(said);
  return "";
}

/** Runs one thing by both, and notes what differs under a name. */
async function compared(run: Run, name: string, differing: Map<string, string>): Promise<Left | undefined> {
  const [mine, other] = await Promise.all([left(ours, run), left(theirs, run)]);
  const found = difference(mine, other);
  if (found !== undefined) differing.set(name, found);
  return found === undefined && mine.end === "exit 0" ? mine : undefined;
}

const OPTIMISE = { program: "opt", words: ["-passes=default<O2>", "-S"], directory: tests } as const;

describe("opt and llc are Debian's", () => {
  test("of 200 files: what comes out, optimised, as assembly, and then as an object file", {
    timeout: hour,
  }, async ({ skip }) => {
    skip(why !== "", why);
    const files = ["Transforms", "CodeGen/X86"].flatMap((folder) => chosen({ tests, folder, fits: standsAlone }, 100));
    expect(files.length).toBe(200);
    const differing = new Map<string, string>();
    let compiled = 0;
    for (const file of files) {
      const optimised = await compared({ ...OPTIMISE, words: [...OPTIMISE.words, file] }, `${file}, opt`, differing);
      const assembly: Run = { program: "llc", words: ["-O2", file], directory: tests };
      await compared(assembly, `${file}, llc`, differing);
      if (optimised === undefined) continue;
      // Of a processor that can do more.
      const words = ["-O2", "-mcpu=x86-64-v4", "-filetype=obj", "-"];
      const object: Run = { program: "llc", words, directory: tests, input: optimised.wrote };
      if ((await compared(object, `${file}, opt and llc`, differing)) !== undefined) compiled++;
    }
    const unexplained = [...differing].filter(([name]) => !EXPLAINED.has(name));
    expect(unexplained.map(([name, found]) => `${name}: ${found}`)).toEqual([]);
    for (const [name, reason] of EXPLAINED) expect(differing.has(name), `${name}: ${reason}`).toBe(true);
    // The others need what only another processor has, or options.
    expect(compiled).toBeGreaterThan(170);
  });

  test("of 40 files that must be refused: in the same words", { timeout: hour }, async ({ skip }) => {
    skip(why !== "", why);
    const files = ["Assembler", "Verifier"].flatMap((folder) => chosen({ tests, folder, fits: isRefused }, 20));
    expect(files.length).toBe(40);
    for (const file of files) {
      const run: Run = { ...OPTIMISE, words: [...OPTIMISE.words, file] };
      const [mine, other] = await Promise.all([left(ours, run), left(theirs, run)]);
      expect(mine, file).toEqual(other);
      expect(mine, file).toMatchObject({ end: "exit 1", said: expect.stringContaining("opt: ") });
    }
  });
});
