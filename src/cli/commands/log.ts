// fromseed log: the log of a stage's last build, of one that is under way, or of one that was cut off.
// Must never hold more of it in memory than a piece.

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { constants, createGunzip } from "node:zlib";
import { fail } from "../../model/failure.ts";
import { harmless } from "../../report/harmless.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { growingFile } from "../growing-file.ts";
import { withStore } from "../home-store.ts";
import { wholeNumber, type Options } from "../options.ts";
import { oneStage } from "../targets.ts";

const NEWLINE = 10;

export async function main(context: Context, options: Options): Promise<number> {
  const asked = wholeNumber(options, "tail", { otherwise: Infinity, least: 1, most: 1_000_000 });
  if (!asked.ok) return reportFailures(context, asked.failures);
  const named = await oneStage(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const { target } = named.value;
  return withStore(context, async (store) => {
    const name = `${target}.log.gz`;
    const unfinished = await store.unfinishedLog(name);
    if (!unfinished.ok) return reportFailures(context, unfinished.failures);
    const path = unfinished.value?.path ?? store.textPath("logs", name);
    if (unfinished.value === undefined && !store.hasText("logs", name)) {
      return reportFailures(
        context,
        fail("not-built", `Cannot show the log of "${target}": there is none`, {
          hint: `run fromseed build ${target}; a stage that is reused writes no log`,
        }).failures,
      );
    }
    if (options.switches.has("path")) {
      context.write(path + "\n");
      return EXIT.done;
    }
    const written = unfinished.value?.written ?? (() => false);
    if (unfinished.value !== undefined)
      context.warn(
        written()
          ? `"${target}" is being built; this is its log so far.\n`
          : `The build of "${target}" was cut off; this is its log up to then.\n`,
      );
    // Of a log that grows, the last lines are those of this moment.
    const { size } = await stat(path);
    const there = (): Readable => (size === 0 ? Readable.from([]) : createReadStream(path, { end: size - 1 }));
    try {
      const from = asked.value === Infinity ? 0 : await startOfLast(asked.value, there());
      await print(
        context,
        options.switches.has("follow") ? Readable.from(growingFile(path, written, context.signal)) : there(),
        from,
      );
    } catch (error) {
      if (!(error instanceof Error && "code" in error && String(error.code).startsWith("Z_"))) throw error;
      return reportFailures(
        context,
        fail("store-corrupt", `Cannot show the rest of the log "${path}": it is damaged: ${error.message}`).failures,
      );
    }
    context.signal.throwIfAborted();
    return EXIT.done;
  });
}

/** The offset in the text, in bytes, where its last lines begin. */
async function startOfLast(lines: number, compressed: Readable): Promise<number> {
  let length = 0;
  const starts = [0];
  for await (const piece of textOf(compressed)) {
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, end + 1)) {
      starts.push(length + end + 1);
      if (starts.length > 2 * lines + 2) starts.splice(0, starts.length - lines - 1);
    }
    length += piece.length;
  }
  // After the last newline there is a line only where the log was cut off.
  if (starts.at(-1) === length) starts.pop();
  return starts.at(-lines) ?? starts[0] ?? 0;
}

async function print({ columns, signal, write, drained }: Context, compressed: Readable, from: number): Promise<void> {
  const text = Readable.from(after(from, textOf(compressed)), { objectMode: false }).setEncoding("utf8");
  if (columns === undefined) {
    for await (const piece of text) {
      if (signal.aborted) return;
      write(piece as string);
      await drained();
    }
    return;
  }
  for await (const line of createInterface({ input: text })) {
    if (signal.aborted) return;
    // What a stage printed must not act on the terminal.
    write(`${harmless(line)}\n`);
    await drained();
  }
}

/**
 * The text of a log in pieces. One that a kill cut off ends without gzip's trailer: what is there is the text all the
 * same.
 */
async function* textOf(compressed: Readable): AsyncGenerator<Buffer, void> {
  const gunzip = createGunzip({ flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH });
  compressed.on("error", (error) => gunzip.destroy(error));
  try {
    for await (const piece of compressed.pipe(gunzip)) yield piece as Buffer;
  } finally {
    compressed.destroy();
    gunzip.destroy();
  }
}

/** The pieces without the first bytes. */
async function* after(bytes: number, pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let skip = bytes;
  for await (const piece of pieces) {
    if (skip < piece.length) yield piece.subarray(skip);
    skip = Math.max(0, skip - piece.length);
  }
}
