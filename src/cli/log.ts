// fromseed log: the log of a stage's last build.

import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { fail } from "../model/failure.ts";
import { harmless } from "../report/harmless.ts";
import { reportFailures, type Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import type { Options } from "./options.ts";
import { oneStage } from "./targets.ts";
import { withStore } from "./workshop.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const named = await oneStage(context, options);
  if (!named.ok) return reportFailures(context, named.failures, EXIT.usage);
  const { target } = named.value;
  return withStore(context, async (store) => {
    const path = store.textPath("logs", `${target}.log.gz`);
    if (!(await access(path).then(() => true, () => false))) {
      return reportFailures(context, fail(`Cannot show the log of "${target}": there is none`, { hint: `run fromseed build ${target}; a stage that is reused writes no log` }).failures, EXIT.failed);
    }
    if (options.switches.has("path")) {
      context.write(path + "\n");
      return EXIT.done;
    }
    // A log that a kill cut off ends without gzip's trailer: what is there is shown all the same.
    const text = createReadStream(path).pipe(createGunzip({ finishFlush: 2 })).setEncoding("utf8");
    if (context.columns === undefined) for await (const piece of text) context.write(piece as string);
    // What a stage printed must not act on the terminal.
    else for await (const line of createInterface({ input: text })) context.write(`${harmless(line)}\n`);
    return EXIT.done;
  });
}
