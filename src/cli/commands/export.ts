// fromseed export: a stage's tree as a directory or a tar, its replay as a plain script with the inputs beside it,
// or stages as a container image.

import { closeSync, openSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Workshop } from "../../inputs/workshop.ts";
import { writeReplay } from "../../replay/write-replay.ts";
import { hasTree, stageStates, type StageState } from "../../engine/stage-states.ts";
import type { Sha256 } from "../../bytes/sha256.ts";
import { closure } from "../../graph/order.ts";
import { fail, succeed, type Result } from "../../model/failure.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { TREE_TAR } from "../../store/tar-parts.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { oneStage } from "../targets.ts";
import { makeWholeFile } from "../whole-file.ts";
import { withWorkshop } from "../workshop.ts";

type Built = Extract<StageState, { readonly tree: Sha256 }>;

export async function main(context: Context, options: Options): Promise<number> {
  if (options.values.has("oci")) return (await import("./export-image.ts")).main(context, options);
  const named = await oneStage(context, options, ["STAGE", "DESTINATION"]);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, target } = named.value;
  const destination = resolve(options.operands[1]!);
  return withWorkshop(context, options, { project, cores: context.cores }, async (workshop) => {
    const ordered = closure(project.stages, [target]);
    const states = await stageStates(workshop, ordered);
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
      ? await writeReplay(
          { workshop, replayed: all, used: builtTrees(states.value), signal: context.signal },
          destination,
        )
      : await exportTree(workshop, state, destination);
    if (!done.ok) return reportFailures(context, done.failures);
    if (context.json) context.write(jsonLine({ stage: target, tree: state.tree, destination: done.value }));
    else context.write(`${target}  ${state.tree}\n${done.value}\n`);
    return EXIT.done;
  });
}

/** The trees of the stages whose builds are as the project asks for, by stage. */
function builtTrees(states: ReadonlyMap<string, StageState>): ReadonlyMap<string, Sha256> {
  return new Map([...states].flatMap(([name, state]) => (state.type === "built" ? [[name, state.tree]] : [])));
}

async function exportTree(workshop: Workshop, state: Built, destination: string): Promise<Result<string>> {
  if (/\.(tgz|txz|tar\.[a-z0-9]+)$/.test(destination)) {
    return fail("usage", `Cannot export to "${destination}": tars are written as they are, not compressed`, {
      hint: "name a file that ends in .tar, and compress that",
    });
  }
  if (!destination.endsWith(".tar")) {
    const copied = await workshop.store.exportDirectory(state.tree, destination);
    return copied.ok ? succeed(destination) : copied;
  }
  const written = await makeWholeFile(destination, async (temporary) => {
    const file = openSync(temporary, "w");
    try {
      return await workshop.store.readTar(state.tree, { form: TREE_TAR, take: (piece) => writeFileSync(file, piece) });
    } finally {
      closeSync(file);
    }
  });
  return written.ok ? succeed(destination) : written;
}
