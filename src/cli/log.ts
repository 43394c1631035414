// fromseed log: the log of a stage's last build, of one that is under way, or of one that was cut off.
// Must never hold more of it in memory than a piece, or the last lines that were asked for.

import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { constants, createGunzip } from "node:zlib";
import { fail, type Result } from "../model/failure.ts";
import { harmless } from "../report/harmless.ts";
import { reportFailures, type Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { growingFile } from "./growing-file.ts";
import { wholeNumber, type Options } from "./options.ts";
import { oneStage } from "./targets.ts";
import { withStore } from "./workshop.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const asked = lastLines(options);
  if (!asked.ok) return reportFailures(context, asked.failures, EXIT.usage);
  const named = await oneStage(context, options);
  if (!named.ok) return reportFailures(context, named.failures, EXIT.usage);
  const { target } = named.value;
  return withStore(context, async (store) => {
    const name = `${target}.log.gz`;
    const unfinished = await store.unfinishedLog(name);
    if (!unfinished.ok) return reportFailures(context, unfinished.failures, EXIT.failed);
    const path = unfinished.value?.path ?? store.textPath("logs", name);
    if (!(await access(path).then(() => true, () => false))) {
      return reportFailures(context, fail(`Cannot show the log of "${target}": there is none`, { hint: `run fromseed build ${target}; a stage that is reused writes no log` }).failures, EXIT.failed);
    }
    if (options.switches.has("path")) {
      context.write(path + "\n");
      return EXIT.done;
    }
    const written = unfinished.value?.written ?? (() => false);
    if (unfinished.value !== undefined) context.warn(written() ? `"${target}" is being built; this is its log so far.\n` : `The build of "${target}" was cut off; this is its log up to then.\n`);
    const compressed = options.switches.has("follow") ? Readable.from(growingFile(path, written, context.signal)) : createReadStream(path);
    try {
      await print(context, compressed, asked.value);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && String(error.code).startsWith("Z_"))) throw error;
      return reportFailures(context, fail(`Cannot show the rest of the log "${path}": it is damaged: ${error.message}`).failures, EXIT.failed);
    }
    return context.signal.aborted ? EXIT.interrupted : EXIT.done;
  });
}

/** How many lines of the end were asked for; Infinity for all. */
function lastLines(options: Options): Result<number> {
  if (options.switches.has("follow") && options.values.has("tail")) return fail("Cannot read the command line: --follow and --tail do not go together", { hint: "give one of the two" });
  return wholeNumber(options, "tail", Infinity, 1, 1_000_000);
}

async function print({ columns, signal, write, drained }: Context, compressed: Readable, last: number): Promise<void> {
  // A log that a kill cut off ends without gzip's trailer: what is there is shown all the same.
  const gunzip = createGunzip({ flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH });
  compressed.on("error", (error) => gunzip.destroy(error));
  const text = compressed.pipe(gunzip).setEncoding("utf8");
  try {
    if (columns === undefined && last === Infinity) {
      for await (const piece of text) {
        if (signal.aborted) return;
        write(piece as string);
        await drained();
      }
      return;
    }
    const kept: string[] = [];
    for await (const line of createInterface({ input: text })) {
      if (signal.aborted) return;
      // What a stage printed must not act on the terminal.
      const shown = columns === undefined ? line : harmless(line);
      if (last === Infinity) {
        write(`${shown}\n`);
        await drained();
      } else if (kept.push(shown) >= 2 * last) kept.splice(0, last);
    }
    if (last !== Infinity) for (const line of kept.slice(-last)) write(`${line}\n`);
  } finally {
    compressed.destroy();
    gunzip.destroy();
  }
}
