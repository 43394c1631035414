// Writes the replay of stages into a new directory: the scripts, with all their inputs beside them. Must never leave
// half of it there.

import { chmod, copyFile, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Sha256 } from "../bytes/sha256.ts";
import type { Workshop } from "../inputs/workshop.ts";
import { outputDirectories } from "../inputs/job.ts";
import { layLocalFiles, type LocalFile } from "../inputs/local-files.ts";
import { seenSources } from "../inputs/gather.ts";
import { openStage } from "../inputs/locked-crates.ts";
import type { Obtaining } from "../inputs/obtaining.ts";
import type { SeenSource } from "../inputs/sources.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { Stage } from "../model/recipe.ts";
import { makeWhole } from "../store/whole-directory.ts";
import { plainScript, type PlainStage } from "./plain-script.ts";
import { REPLAY_PATHS, replayScript, type ReplayedStage } from "./sealed-script.ts";

/** A built stage, with the local files that it was built from. */
export interface StageToReplay extends ReplayedStage {
  readonly files: readonly LocalFile[];
}

export interface Replay {
  readonly workshop: Pick<Workshop, "store" | "fetching">;
  /** In the order of their builds. */
  readonly replayed: readonly StageToReplay[];
  /** Trees by stage, of those that are used and not replayed. */
  readonly used: ReadonlyMap<string, Sha256>;
  readonly signal: AbortSignal;
}

/** Makes the directory and fills it; gives the path of the script. */
export async function writeReplay(replay: Replay, destination: string): Promise<Result<string>> {
  const filled = await makeWhole(destination, (partial) => fill(replay, partial));
  return filled.ok ? succeed(join(destination, SCRIPT)) : filled;
}

const SCRIPT = "replay.sh";

async function fill(replay: Replay, destination: string): Promise<Result<void>> {
  for (const stage of replay.replayed) {
    const laid = await layInputs(replay, stage, destination);
    if (!laid.ok) return laid;
  }
  const stages = replay.replayed.map(({ stage, tree }): ReplayedStage => ({ stage, tree }));
  const script = join(destination, SCRIPT);
  await writeFile(script, replayScript(stages));
  await chmod(script, 0o755);
  return writePlain(replay, destination);
}

/** All that a stage's steps find in their root, but for what the replay makes itself. */
async function layInputs(
  { workshop, replayed, used, signal }: Replay,
  { stage, files }: StageToReplay,
  destination: string,
): Promise<Result<undefined>> {
  for (const { stage: use } of stage.uses) {
    const tree = used.get(use);
    if (tree === undefined || replayed.some((each) => each.stage.name === use)) continue;
    const target = join(destination, REPLAY_PATHS.tree(use));
    await mkdir(dirname(target), { recursive: true });
    const copied = await workshop.store.exportDirectory(tree, target);
    if (!copied.ok) return copied;
  }
  const sources = await sourcesOf({ ...workshop, signal }, stage);
  if (!sources.ok) return sources;
  for (const obtained of sources.value) {
    const target = join(destination, REPLAY_PATHS.source(stage.name, obtained.name));
    await mkdir(dirname(target), { recursive: true });
    if (obtained.type === "file") await copyFile(obtained.path, target);
    else {
      const copied = await workshop.store.exportDirectory(obtained.tree, target);
      if (!copied.ok) return copied;
    }
  }
  for (const directory of ["", ...outputDirectories(stage.recipe.outputs)])
    await mkdir(join(destination, REPLAY_PATHS.tree(stage.name), directory), { recursive: true });
  await mkdir(join(destination, REPLAY_PATHS.work(stage.name)), { recursive: true });
  if (files.length === 0) return succeed(undefined);
  return layLocalFiles(stage.recipe.root, files, join(destination, REPLAY_PATHS.files(stage.name)));
}

/** What the stage's steps see below /src, in the store. */
async function sourcesOf(obtaining: Obtaining, stage: Stage): Promise<Result<readonly SeenSource[]>> {
  const opened = await openStage(obtaining, stage);
  if (!opened.ok) return opened;
  const scratch = await obtaining.store.newScratch(stage.name);
  if (!scratch.ok) return scratch;
  try {
    return await seenSources(obtaining, opened.value.recipe, scratch.value);
  } finally {
    await obtaining.store.dropScratch(scratch.value);
  }
}

/**
 * For a chain that begins at the seed: the script that needs only a shell, and the digests of all files that it makes.
 */
async function writePlain({ workshop, replayed }: Replay, destination: string): Promise<Result<void>> {
  if (!replayed.some(({ stage }) => stage.recipe.build.type === "seed")) return succeed(undefined);
  const stages: PlainStage[] = [];
  const digests: string[] = [];
  for (const { stage, tree: digest } of replayed) {
    const tree = await workshop.store.tree(digest);
    if (!tree.ok) return tree;
    stages.push({ stage, tree: digest, entries: tree.value.entries });
    for (const entry of tree.value.entries)
      if (entry.type === "file") digests.push(`${entry.sha256}  ${REPLAY_PATHS.tree(stage.name)}/${entry.path}`);
    const { build } = stage.recipe;
    // A shell without other programs cannot make a file executable: so the seed's is there, empty.
    if (build.type === "seed")
      await writeFile(join(destination, REPLAY_PATHS.tree(stage.name), build.path), "", { mode: 0o755 });
  }
  await writeFile(join(destination, "digests.sha256"), digests.map((line) => `${line}\n`).join(""));
  await writeFile(join(destination, "plain.sh"), plainScript(stages), { mode: 0o755 });
  return succeed(undefined);
}
