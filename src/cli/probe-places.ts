// fromseed fetch --probe: which places of sources still answer.

import type { PinnedFile } from "../inputs/obtain-all.ts";
import type { Fetching } from "../inputs/workshop.ts";
import { fail, type Failure } from "../model/failure.ts";
import { jsonLine } from "../report/json-lines.ts";
import { reportFailures, type Context } from "./context.ts";
import { EXIT, exitCode } from "./exit-codes.ts";

/** Asks all places of each file; a file without one that answers is a failure. */
export async function probePlaces(context: Context, fetching: Fetching, files: readonly PinnedFile[]): Promise<number> {
  const { probe } = await import("../fetch/probe.ts");
  const probed = [];
  const failures: Failure[] = [];
  for (const { sources } of files) {
    const [source] = sources;
    if (source === undefined) throw new Error("our bug: a file that is no source");
    const places = await probe(source, { ...fetching, signal: context.signal });
    probed.push({ source: source.name, file: source.file, places });
    if (!context.json)
      for (const { place, answers, says } of places)
        context.write(`${source.name}  ${answers ? "answers" : "does not"}  ${place}  ${says}\n`);
    if (!places.some(({ answers }) => answers))
      failures.push(
        ...fail("source-unavailable", `Cannot find source "${source.name}": none of its places answers`, {
          place: source.at,
          hint: "give it another place; whoever has the file can give it with --mirror",
        }).failures,
      );
  }
  if (context.json) {
    context.write(jsonLine({ probed, failures }));
    return failures.length === 0 ? EXIT.done : exitCode(failures);
  }
  return failures.length === 0 ? EXIT.done : reportFailures(context, failures);
}
