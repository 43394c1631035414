// fromseed fetch: all pinned sources of stages, into the store, and if asked into a directory to carry elsewhere.

import { copyFile, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fetchBlob, obtainSources } from "../../inputs/sources.ts";
import { closure } from "../../graph/order.ts";
import type { Failure } from "../../model/failure.ts";
import { count } from "../../report/event-words.ts";
import { sizeText } from "../../report/size-text.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT, exitCode } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { namedStages } from "../targets.ts";
import { withBench } from "../workshop.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const named = await namedStages(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, targets } = named.value;
  const into = options.values.get("into")?.[0];
  return withBench(context, options, project, context.cores, async (bench) => {
    const seen = new Set<string>();
    const failures: Failure[] = [];
    let total = 0;
    if (into !== undefined) await mkdir(resolve(into), { recursive: true });
    for (const stage of closure(project.stages, targets)) {
      const obtained = await obtainSources(bench, stage, context.signal);
      if (context.signal.aborted) return EXIT.interrupted;
      if (!obtained.ok) {
        failures.push(...obtained.failures);
        continue;
      }
      for (const source of stage.recipe.sources) {
        // One file may be the source of several stages, unpacked in different ways.
        if (seen.has(source.sha256)) continue;
        seen.add(source.sha256);
        total += source.size;
        if (into !== undefined) {
          // The file may be gone although its unpacked tree is there.
          const fetched = await fetchBlob(bench, stage, source, context.signal);
          if (!fetched.ok) {
            failures.push(...fetched.failures);
            continue;
          }
          await copyFile(bench.store.blobPath(source.sha256), join(resolve(into), source.file));
        }
        if (!context.json) context.write(`${source.name}  ${source.sha256}  ${sizeText(source.size)}\n`);
      }
    }
    if (context.json) context.write(JSON.stringify({ sources: [...seen], size: total, failures }) + "\n");
    else
      context.write(
        `${count(seen.size, "source")}, ${sizeText(total)}${failures.length === 0 ? "" : `; ${failures.length} failed`}\n`,
      );
    return failures.length === 0 ? EXIT.done : context.json ? exitCode(failures) : reportFailures(context, failures);
  });
}
