// What the web page carries of a chain: its stages as data, and every file that they are built from. Must never take a
// file other than the one that a key would digest.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256, type Sha256 } from "../bytes/sha256.ts";
import { stepEnvironment } from "../inputs/environment.ts";
import { outputDirectories } from "../inputs/job.ts";
import { changedMeanwhile, readLocalFiles } from "../inputs/local-files.ts";
import type { Obtaining } from "../inputs/obtaining.ts";
import { obtainSources } from "../inputs/sources.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { isBridge, type Stage } from "../model/recipe.ts";
import type { Chain, ChainStage } from "../page/chain.ts";
import type { FileContent } from "../page/trees.ts";

export interface ChainToCarry {
  /** In the order of their builds, from the seed on. */
  readonly stages: readonly Stage[];
  readonly expected: ReadonlyMap<string, Sha256>;
  readonly obtaining: Obtaining;
}

export interface CarriedChain {
  readonly chain: Chain;
  /** By where a stage's root has them: "repo/..." and "src/<source>/...". */
  readonly files: ReadonlyMap<string, FileContent>;
}

/** Brings the sources into the store and reads all that the stages need. */
export async function carryChain({ stages, expected, obtaining }: ChainToCarry): Promise<Result<CarriedChain>> {
  const files = new Map<string, FileContent>();
  const carried: ChainStage[] = [];
  for (const stage of stages) {
    const tree = expected.get(stage.name);
    if (tree === undefined)
      return fail("not-built", `Cannot write the page: stages/expected.sha256 has no digest of stage "${stage.name}"`, {
        hint: `run fromseed build ${stage.name} --accept`,
      });
    const local = await readLocalFiles(stage.recipe.root, stage.recipe.files);
    if (!local.ok) return local;
    for (const file of local.value) {
      const bytes = readFileSync(join(stage.recipe.root, file.path));
      if (sha256(bytes) !== file.sha256) return changedMeanwhile(file.path);
      files.set(`repo/${file.path}`, { bytes, executable: file.executable });
    }
    const sources = await carrySources(obtaining, stage, files);
    if (!sources.ok) return sources;
    carried.push({ ...asData(stage, tree), files: local.value.map(({ path }) => path), sources: sources.value });
  }
  return succeed({ chain: { stages: carried }, files });
}

async function carrySources(
  obtaining: Obtaining,
  stage: Stage,
  files: Map<string, FileContent>,
): Promise<Result<ChainStage["sources"]>> {
  const sources = await obtainSources(obtaining, stage.recipe.sources);
  if (!sources.ok) return sources;
  const carried: { readonly name: string; readonly tree: string }[] = [];
  for (const obtained of sources.value) {
    const { name } = obtained.source;
    if (isBridge(obtained.source)) return notCarried(stage, `its source "${name}" is a bridge, and not from the seed`);
    if (obtained.type === "file") return notCarried(stage, `its source "${name}" is not unpacked`);
    carried.push({ name, tree: obtained.tree });
    const tree = await obtaining.store.tree(obtained.tree);
    if (!tree.ok) return tree;
    for (const entry of tree.value.entries) {
      if (entry.type !== "file") return notCarried(stage, `"${entry.path}" of its source "${name}" is no file`);
      const bytes = readFileSync(join(obtained.path, entry.path));
      files.set(`src/${name}/${entry.path}`, { bytes, executable: entry.executable });
    }
  }
  return succeed(carried);
}

/** The interpreter's way is for the stages up to tinycc, whose trees and sources hold files alone. */
function notCarried(stage: Stage, found: string): Result<never> {
  return fail("usage", `Cannot carry stage "${stage.name}" as data: ${found}`);
}

function asData(stage: Stage, expected: Sha256): Omit<ChainStage, "files" | "sources"> {
  const { recipe, uses, name } = stage;
  return {
    name,
    about: recipe.about,
    uses: uses.map((use) => use.stage),
    environment: stepEnvironment(stage, 1),
    outputDirectories: outputDirectories(recipe.outputs),
    build:
      recipe.build.type === "seed"
        ? { type: "seed", text: recipe.build.text, path: recipe.build.path, sha256: recipe.build.sha256 }
        : {
            type: "steps",
            steps: recipe.build.steps.map(({ name: step, argv, directory }) => ({ name: step, argv, directory })),
          },
    expected,
  };
}
