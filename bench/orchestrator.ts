// What fromseed costs beside the plainest alternative: a shell script with the same steps and no sandbox. Run by `npm
// run bench`.

import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readBootId } from "../src/store/boot.ts";
import { openStore } from "../src/store/open-store.ts";
import { unpack } from "../src/fetch/unpack.ts";
import { chainProject } from "./chain-project.ts";
import { machineFacts } from "./machine.ts";
import { fastest, rowText, type Row } from "./measure.ts";

const checkout = resolve(import.meta.dirname, "..");
const root = mkdtempSync(join(tmpdir(), "fromseed-bench-"));
const project = join(root, "project");
const home = join(root, "home");
const seedText = join(checkout, "bootstrap-seed/hex0/hex0.hex0");

function run(program: string, words: readonly string[]): void {
  const { status, stderr, stdout } = spawnSync(program, words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${words.join(" ")}: ${stdout}${stderr}`);
}

function fromseed(...words: string[]): void {
  run(process.execPath, [
    "--disable-warning=ExperimentalWarning",
    join(checkout, "src/cli/main.ts"),
    ...words,
    "--home",
    home,
    "--project",
    project,
  ]);
}

/** The same steps as a shell script. */
function chainScript(count: number): string {
  const script = join(root, "chain.sh");
  const directory = join(root, "plain");
  const steps = Array.from({ length: count }, (_, i) => `'${directory}/hex0' '${seedText}' '${directory}/n${i}'`);
  writeFileSync(
    script,
    `set -eu\nrm -rf '${directory}'\nmkdir '${directory}'\ncp '${join(root, "hex0")}' '${directory}/hex0'\n${steps.join("\n")}\n`,
  );
  return script;
}

async function stageOverhead(): Promise<Row> {
  const count = 20;
  chainProject(project, count);
  rmSync(home, { recursive: true, force: true });
  fromseed("build");
  const seed = join(root, "hex0");
  const bytes = Buffer.from(
    (await import("node:fs"))
      .readFileSync(seedText, "latin1")
      .replace(/[#;].*$/gm, "")
      .replace(/\s+/g, ""),
    "hex",
  );
  writeFileSync(seed, bytes);
  chmodSync(seed, 0o755);
  const script = chainScript(count);
  const plain = await fastest(5, () => run("sh", [script]));
  const ours = await fastest(3, () => {
    rmSync(home, { recursive: true, force: true });
    fromseed("build");
  });
  const nothing = await fastest(5, () => fromseed("build"));
  return {
    what: `overhead a stage, small root (${count} in a chain)`,
    value: (ours - nothing - plain) / (count + 1),
    unit: "ms",
    limit: 50,
    beside: `shell ${(plain / count).toFixed(1)} ms a step; whole ${ours.toFixed(0)} ms, ${(ours / plain).toFixed(0)} x the script`,
  };
}

async function noOp(): Promise<Row> {
  return {
    what: "no-op build",
    value: await fastest(5, () => fromseed("build")),
    unit: "ms",
    limit: 500,
    beside: "20 stages",
  };
}

async function planning(): Promise<Row> {
  const planned = join(root, "planned");
  mkdirSync(join(planned, "stages"), { recursive: true });
  cpSync(join(project, "recipes"), join(planned, "recipes"), { recursive: true });
  cpSync(join(project, "bootstrap-seed"), join(planned, "bootstrap-seed"), { recursive: true });
  const stages = Array.from(
    { length: 10_000 },
    (_, i) =>
      `  - name: s${i}\n    recipe: link\n    uses: [${[...new Set(["seed", ...(i === 0 ? [] : [`s${Math.floor(i / 2)}`, `s${i - 1}`])])].filter((use) => use !== `s${i}`).join(", ")}]\n    with:\n      name: n${i}\n`,
  );
  writeFileSync(
    join(planned, "stages/many.yaml"),
    `default: s9999\nstages:\n  - name: seed\n    recipe: seed\n${stages.join("")}`,
  );
  const value = await fastest(3, () =>
    run(process.execPath, [
      "--disable-warning=ExperimentalWarning",
      join(checkout, "src/cli/main.ts"),
      "list",
      "s9999",
      "--names",
      "--home",
      home,
      "--project",
      planned,
    ]),
  );
  return {
    what: "planning 10,000 stages (start, parse, check, order)",
    value,
    unit: "ms",
    limit: 1000,
    beside: "fromseed list --names",
  };
}

/** A tree of 100,000 small files in 1,000 directories. */
function manyFiles(directory: string): void {
  for (let i = 0; i < 1000; i++) {
    const below = join(directory, `d${Math.floor(i / 30)}`, `e${i}`);
    mkdirSync(below, { recursive: true });
    for (let k = 0; k < 100; k++) writeFileSync(join(below, `file-${k}.txt`), `file ${i} ${k}\n`.repeat(20));
  }
}

async function bigTrees(): Promise<readonly Row[]> {
  const many = join(root, "many");
  manyFiles(many);
  const archive = join(root, "many_1.orig.tar.gz");
  run("tar", ["-C", root, "--sort=name", "-czf", archive, "many"]);
  const tarTime = await fastest(3, () => {
    rmSync(join(root, "untar"), { recursive: true, force: true });
    mkdirSync(join(root, "untar"));
    run("tar", ["-C", join(root, "untar"), "-xzf", archive]);
  });
  const ourUnpack = await fastest(3, async () => {
    rmSync(join(root, "unpacked"), { recursive: true, force: true });
    const unpacked = await unpack(archive, join(root, "unpacked"), { strip: 1, keep: [], remove: [] });
    if (!unpacked.ok) throw new Error(unpacked.failures[0]!.message);
  });
  const hashTime = await fastest(3, () => run("sh", ["-c", `find '${many}' -type f -exec sha256sum {} + >/dev/null`]));
  const store = await openStore(join(root, "store"), { bootId: (await readBootId())! });
  if (!store.ok) throw new Error(store.failures[0]!.message);
  let digest: string | undefined;
  const ourHash = await fastest(3, async () => {
    const sealed = await store.value.sealTree(many);
    if (!sealed.ok) throw new Error(sealed.failures[0]!.message);
    digest = sealed.value.sha256;
  });
  const large = join(root, "large");
  mkdirSync(large);
  const block = Buffer.alloc(1 << 20, "fromseed");
  for (let i = 0; i < 4; i++)
    writeFileSync(join(large, `f${i}`), Buffer.concat(Array.from({ length: 128 }, () => block)));
  const hashLarge = await fastest(3, () => run("sh", ["-c", `sha256sum '${large}'/* >/dev/null`]));
  const ourLarge = await fastest(3, async () => void (await store.value.sealTree(large)));
  await store.value.close();

  // A stage on a root of 100,000 files, against one on a small root in the same chain.
  const { size } = (await import("node:fs")).statSync(archive);
  const sha = spawnSync("sha256sum", [archive], { encoding: "utf8" }).stdout.slice(0, 64);
  mkdirSync(join(project, "recipes/many"), { recursive: true });
  writeFileSync(
    join(project, "recipes/many/recipe.yaml"),
    `about: a source tree of 100,000 files\nversion: "1"\nsources:\n  - name: many\n    file: many_1.orig.tar.gz\n    size: ${size}\n    sha256: ${sha}\n    licence: CC0-1.0\n    places:\n      - directory: ${root}\n    unpack:\n      tree: ${digest}\n      strip: 1\nfiles: [bootstrap-seed/hex0/hex0.hex0]\nparameters:\n  name: x\nsteps:\n  - name: copy\n    argv: [/bin/hex0, /repo/bootstrap-seed/hex0/hex0.hex0, "/out/bin/\${name}"]\noutputs: ["bin/"]\n`,
  );
  const stage = (name: string, recipe: string, uses: string): string =>
    `  - name: ${name}\n    recipe: ${recipe}\n    uses: [${uses}]\n    with:\n      name: ${name}\n`;
  const timed = async (recipe: string, letter: string): Promise<number> => {
    const names = Array.from({ length: 5 }, (_, i) => `${letter}${i}`);
    writeFileSync(
      join(project, "stages/chain.yaml"),
      `default: ${letter}4\nstages:\n  - name: seed\n    recipe: seed\n${names.map((name, i) => stage(name, i === 0 && letter === "w" ? "many" : recipe, i === 0 ? "seed" : `seed, ${names[i - 1]}`)).join("")}`,
    );
    const listed = await fastest(1, () => fromseed("build"));
    return listed / names.length;
  };
  rmSync(home, { recursive: true, force: true });
  // The first build brings the source in; the second, of other stages on the same source, is what is measured.
  await timed("many", "w");
  const wide = await timed("many", "m");
  const small = await timed("link", "l");
  return [
    {
      what: "overhead a stage, root of 100,000 files",
      value: wide,
      unit: "ms",
      limit: 250,
      beside: `small root ${small.toFixed(0)} ms, start of the program included`,
    },
    {
      what: "unpacking 100,000 files (tar.gz)",
      value: ourUnpack / tarTime,
      unit: "ratio",
      limit: 1.3,
      beside: `ours ${ourUnpack.toFixed(0)} ms, tar ${tarTime.toFixed(0)} ms`,
    },
    {
      what: "digesting a tree of 100,000 files",
      value: ourHash / hashTime,
      unit: "ratio",
      limit: 1.3,
      beside: `ours ${ourHash.toFixed(0)} ms, sha256sum ${hashTime.toFixed(0)} ms`,
    },
    {
      what: "digesting 512 MiB in 4 files",
      value: ourLarge / hashLarge,
      unit: "ratio",
      limit: 1.3,
      beside: `ours ${ourLarge.toFixed(0)} ms, sha256sum ${hashLarge.toFixed(0)} ms`,
    },
  ];
}

try {
  console.log(machineFacts());
  const rows = [await stageOverhead(), await noOp(), await planning(), ...(await bigTrees())];
  for (const row of rows) console.log(rowText(row));
  process.exitCode = rows.every((row) => row.value <= row.limit) ? 0 : 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
