// fromseed bundle: all that a rebuild of a target needs, as one file for a machine without a network.

import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { writeBundle, type ToBundle } from "../../bundle/write-bundle.ts";
import { closure } from "../../graph/order.ts";
import { openStages } from "../../inputs/locked-crates.ts";
import { AT_ONCE, filesOf, sideBySide } from "../../inputs/obtain-all.ts";
import { obtainFile } from "../../inputs/sources.ts";
import { fail, succeed, type Failure, type Result } from "../../model/failure.ts";
import type { Project } from "../../recipe/project.ts";
import { count } from "../../report/event-words.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { sizeText } from "../../report/size-text.ts";
import { carryFile } from "../carried-file.ts";
import { carryProjects } from "../carried-projects.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { withSourceProgress } from "../source-progress.ts";
import { oneStage, pinnedTrees } from "../targets.ts";
import { makeWholeFile } from "../whole-file.ts";
import { withWorkshop, type OpenWorkshop } from "../workshop.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const named = await oneStage(context, options, ["TARGET", "FILE"]);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, target } = named.value;
  const destination = resolve(options.operands[1]!);
  return withWorkshop(context, options, { project, cores: context.cores }, async (workshop) => {
    const expected = pinnedTrees(project).get(target);
    const asked: ToBundle = {
      target,
      ...(expected === undefined ? {} : { expected }),
      checkout: realpathSync(context.checkout),
      project: realpathSync(project.root),
      carrySources: (into) => carrySources(context, workshop, { project, target }, into),
      git: { path: context.environment["PATH"], signal: context.signal },
    };
    const scratch = await workshop.store.newScratch("bundle");
    if (!scratch.ok) return reportFailures(context, scratch.failures);
    try {
      const written = await makeWholeFile(destination, (file) =>
        writeBundle(workshop.store, asked, { file, scratch: scratch.value }),
      );
      if (context.signal.aborted)
        return reportFailures(context, fail("interrupted", `Cannot bundle "${target}": interrupted`).failures);
      if (!written.ok) return reportFailures(context, written.failures);
      const { tree, files, size } = written.value;
      if (context.json) context.write(jsonLine({ target, tree, files, size, destination }));
      else context.write(`${target}  bundled: ${count(files, "file")}, ${sizeText(size)}\n${tree}\n${destination}\n`);
      return EXIT.done;
    } finally {
      await workshop.store.dropScratch(scratch.value);
    }
  });
}

/** Puts every source of a target, and the projects that its own is made with, into a folder, by the names under which --mirror finds them. */
async function carrySources(
  context: Context,
  workshop: OpenWorkshop,
  { project, target }: { readonly project: Project; readonly target: string },
  into: string,
): Promise<Result<void>> {
  return withSourceProgress(context, workshop, async ({ obtaining, end }) => {
    const stages = closure(project.stages, [target]);
    const carried = await carryProjects(obtaining, { project, stages }, into);
    if (!carried.ok) return carried;
    const opened = await openStages(obtaining, stages);
    if (!opened.ok) return opened;
    const files = filesOf(opened.value.flatMap((stage) => stage.recipe.sources));
    const failures: Failure[] = [];
    await sideBySide(files.length, AT_ONCE, async (index) => {
      const [source] = files[index]!.sources;
      const obtained = await obtainFile(obtaining, source!);
      end(source!);
      if (!obtained.ok) failures.push(...obtained.failures);
    });
    if (failures.length > 0) return { ok: false, failures };
    // One after the other: which of two files of one name gets it must not depend on which came first.
    for (const [source] of files.map(({ sources }) => sources)) {
      const carried = await carryFile(workshop.store.blobPath(source!.sha256), source!, into);
      if (!carried.ok) return carried;
    }
    return succeed(undefined);
  });
}
