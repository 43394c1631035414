// fromseed export: a stage's tree as a directory or a tar, or its replay as a plain script with the inputs beside it.

import { once } from "node:events";
import { createWriteStream, existsSync } from "node:fs";
import { chmod, copyFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Bench } from "../../inputs/bench.ts";
import { outputDirectories } from "../../inputs/job.ts";
import { layLocalFiles } from "../../inputs/local-files.ts";
import { REPLAY_PATHS, replayScript, type ReplayedStage } from "../../replay/sealed-script.ts";
import { obtainSources } from "../../inputs/sources.ts";
import { hasTree, stageStates, type StageState } from "../../engine/stage-states.ts";
import { plainScript, type PlainStage } from "../../replay/plain-script.ts";
import type { Sha256 } from "../../bytes/sha256.ts";
import { closure } from "../../graph/order.ts";
import { fail, succeed, type Result } from "../../model/failure.ts";
import { removeTree } from "../../store/remove-tree.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { reason } from "../reason.ts";
import { oneStage } from "../targets.ts";
import { withBench } from "../workshop.ts";

type Built = Extract<StageState, { readonly tree: Sha256 }>;

export async function main(context: Context, options: Options): Promise<number> {
  const named = await oneStage(context, options, ["STAGE", "DESTINATION"]);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, target } = named.value;
  const destination = resolve(options.operands[1]!);
  return withBench(context, options, project, context.cores, async (bench) => {
    const ordered = closure(project.stages, [target]);
    const states = await stageStates(bench, ordered);
    if (!states.ok) return reportFailures(context, states.failures);
    const state = states.value.get(target)!;
    if (!hasTree(state)) {
      return reportFailures(
        context,
        fail("not-built", `Cannot export stage "${target}": it is not built`, { hint: `run fromseed build ${target}` })
          .failures,
      );
    }
    if (state.type === "refused")
      context.warn(`The tree of ${target} is not the expected one: stages/expected.sha256 has ${state.pinned}\n`);
    const all = options.switches.has("closure")
      ? ordered.map((stage) => states.value.get(stage.name) as Built)
      : [state];
    const done = options.switches.has("replay")
      ? await exportReplay(context, bench, all, states.value, destination)
      : await exportTree(bench, state, destination);
    if (!done.ok) return reportFailures(context, done.failures);
    if (context.json) context.write(jsonLine({ stage: target, tree: state.tree, destination: done.value }));
    else context.write(`${target}  ${state.tree}\n${done.value}\n`);
    return EXIT.done;
  });
}

async function exportTree(bench: Bench, state: Built, destination: string): Promise<Result<string>> {
  if (/\.(tgz|txz|tar\.[a-z0-9]+)$/.test(destination)) {
    return fail("usage", `Cannot export to "${destination}": tars are written as they are, not compressed`, {
      hint: "name a file that ends in .tar, and compress that",
    });
  }
  if (!destination.endsWith(".tar")) {
    const copied = await bench.store.exportDirectory(state.tree, destination);
    return copied.ok ? succeed(destination) : copied;
  }
  if (existsSync(destination))
    return fail("destination", `Cannot export to "${destination}": it exists already`, {
      hint: "remove it, or export to another place",
    });
  const temporary = `${destination}.part`;
  try {
    const file = createWriteStream(temporary);
    // Opened before anything is written, so that it is known whether it can be.
    await once(file, "open");
    const written = await bench.store.exportTar(state.tree, file);
    if (!written.ok) {
      await rm(temporary, { force: true });
      return written;
    }
    await rename(temporary, destination);
    return succeed(destination);
  } catch (error) {
    return fail("destination", `Cannot write "${destination}": ${reason(error)}`, {
      hint: "name a file in a directory that is there and may be written",
    });
  }
}

async function exportReplay(
  context: Context,
  bench: Bench,
  replayed: readonly Built[],
  states: ReadonlyMap<string, StageState>,
  destination: string,
): Promise<Result<string>> {
  try {
    await mkdir(destination);
  } catch (error) {
    return fail("destination", `Cannot make the directory "${destination}": ${reason(error)}`, {
      hint: "name a directory that is not there yet",
    });
  }
  let filled: Result<string> | undefined;
  try {
    filled = await fillReplay(context, bench, replayed, states, destination);
    return filled;
  } finally {
    // Half an export would stand in the way of the next try.
    if (filled?.ok !== true) await removeTree(destination);
  }
}

async function fillReplay(
  context: Context,
  bench: Bench,
  replayed: readonly Built[],
  states: ReadonlyMap<string, StageState>,
  destination: string,
): Promise<Result<string>> {
  const inside = new Set(replayed.map(({ stage }) => stage.name));
  for (const { stage, files } of replayed) {
    for (const { stage: use } of stage.uses) {
      const target = join(destination, REPLAY_PATHS.tree(use));
      const used = states.get(use);
      if (inside.has(use) || used?.type !== "built") continue;
      await mkdir(dirname(target), { recursive: true });
      const copied = await bench.store.exportDirectory(used.tree, target);
      if (!copied.ok) return copied;
    }
    const sources = await obtainSources({ ...bench, signal: context.signal }, stage.recipe.sources);
    if (!sources.ok) return sources;
    for (const obtained of sources.value) {
      const target = join(destination, REPLAY_PATHS.source(stage.name, obtained.source.name));
      await mkdir(dirname(target), { recursive: true });
      if (obtained.type === "file") await copyFile(obtained.path, target);
      else {
        const copied = await bench.store.exportDirectory(obtained.tree, target);
        if (!copied.ok) return copied;
      }
    }
    for (const directory of ["", ...outputDirectories(stage.recipe.outputs)])
      await mkdir(join(destination, REPLAY_PATHS.tree(stage.name), directory), { recursive: true });
    await mkdir(join(destination, REPLAY_PATHS.work(stage.name)), { recursive: true });
    const laid = await layLocalFiles(bench.projectRoot, files, join(destination, REPLAY_PATHS.files(stage.name)));
    if (!laid.ok) return laid;
  }
  const script = join(destination, "replay.sh");
  await writeFile(script, replayScript(replayed.map(({ stage, tree }): ReplayedStage => ({ stage, tree }))));
  await chmod(script, 0o755);
  const plain = await writePlain(bench, replayed, destination);
  return plain.ok ? succeed(script) : plain;
}

/**
 * For a chain that begins at the seed: the script that needs only a shell, and the digests of all files that it makes.
 */
async function writePlain(bench: Bench, replayed: readonly Built[], destination: string): Promise<Result<void>> {
  if (!replayed.some(({ stage }) => stage.recipe.build.type === "seed")) return succeed(undefined);
  const stages: PlainStage[] = [];
  const digests: string[] = [];
  for (const { stage, tree: digest } of replayed) {
    const tree = await bench.store.tree(digest);
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
