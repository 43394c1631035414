// fromseed fetch: all pinned sources of stages, into the store, and if asked into a directory to carry elsewhere.

import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { closure } from "../../graph/order.ts";
import { openStage } from "../../inputs/locked-crates.ts";
import { filesOf, obtainAll } from "../../inputs/obtain-all.ts";
import { obtainOwn } from "../../inputs/own-tree.ts";
import { obtainFile } from "../../inputs/sources.ts";
import type { Failure } from "../../model/failure.ts";
import type { Stage } from "../../model/recipe.ts";
import { count } from "../../report/event-words.ts";
import { sizeText } from "../../report/size-text.ts";
import { carryFile } from "../carried-file.ts";
import { carryProjects } from "../carried-projects.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT, exitCode } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { probePlaces } from "../probe-places.ts";
import { withSourceProgress } from "../source-progress.ts";
import { namedStages } from "../targets.ts";
import { withWorkshop } from "../workshop.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const named = await namedStages(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, targets } = named.value;
  const into = options.values.get("into")?.[0];
  return withWorkshop(context, options, { project, cores: context.cores }, async (workshop) => {
    if (into !== undefined) await mkdir(resolve(into), { recursive: true });
    const closed = closure(project.stages, targets);
    if (options.switches.has("probe"))
      return probePlaces(context, workshop.fetching, filesOf(closed.flatMap((stage) => stage.recipe.sources)));
    const failures: Failure[] = [];
    const seen = new Set<string>();
    let total = 0;
    await withSourceProgress(context, workshop, async ({ obtaining, print, end }) => {
      if (into !== undefined) {
        const carried = await carryProjects(obtaining, { project, stages: closed }, resolve(into));
        if (!carried.ok) failures.push(...carried.failures);
      }
      const stages: Stage[] = [];
      const unopened: Failure[] = [];
      for (const stage of closed) {
        const opened = await openStage(obtaining, stage);
        stages.push(opened.ok ? opened.value : stage);
        if (!opened.ok) unopened.push(...opened.failures);
      }
      const files = filesOf(stages.flatMap((stage) => stage.recipe.sources));
      await obtainAll(obtaining, files, async ({ sources: [source] }, missing) => {
        if (source === undefined) throw new Error("our bug: a file that is no source");
        end(source);
        let wrong = missing;
        if (missing.length === 0 && into !== undefined) {
          // The file may be gone although its unpacked tree is there.
          const fetched = await obtainFile(obtaining, source);
          const carried = fetched.ok ? await carryFile(workshop.store.blobPath(source.sha256), source, into) : fetched;
          if (!carried.ok) wrong = carried.failures;
        }
        failures.push(...wrong);
        if (wrong.length > 0) return;
        seen.add(source.sha256);
        total += source.size;
        if (!context.json) print(`${source.name}  ${source.sha256}  ${sizeText(source.size)}\n`);
      });
      for (const recipe of new Set(closed.map((stage) => stage.recipe))) {
        const own = await obtainOwn(obtaining, recipe);
        if (!own.ok) failures.push(...own.failures);
        else for (const { name, tree } of own.value) if (!context.json) print(`${name}  ${tree}  source tree\n`);
      }
      // What is wrong with a source itself was told with it.
      const told = new Set(failures.map(({ message }) => message));
      failures.push(...unopened.filter(({ message }) => !told.has(message)));
    });
    if (context.json) context.write(jsonLine({ sources: [...seen], size: total, failures }));
    else
      context.write(
        `${count(seen.size, "source")}, ${sizeText(total)}${failures.length === 0 ? "" : `; ${failures.length} failed`}\n`,
      );
    return failures.length === 0 ? EXIT.done : context.json ? exitCode(failures) : reportFailures(context, failures);
  });
}
