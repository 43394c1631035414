// fromseed unbundle: a bundle of somebody else's in a folder of its own, there whole or not at all.

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { readBundle } from "../../bundle/read-bundle.ts";
import { asSha256 } from "../../bytes/sha256.ts";
import { fail } from "../../model/failure.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { makeWhole } from "../../store/whole-directory.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { withStore } from "../home-store.ts";
import type { Options } from "../options.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const [file, given, ...others] = options.operands;
  if (file === undefined || given === undefined || others.length > 0)
    return reportFailures(
      context,
      fail("usage", "Cannot read the command line: it must name a bundle and a folder").failures,
    );
  const [wanted] = options.values.get("tree") ?? [];
  const expected = wanted === undefined ? undefined : asSha256(wanted);
  if (wanted !== undefined && expected === undefined)
    return reportFailures(context, fail("usage", `Cannot compare with "${wanted}": it is no digest`).failures);
  if (!existsSync(file))
    return reportFailures(context, fail("operand", `Cannot unpack "${file}": there is no such file`).failures);
  const destination = resolve(given);
  return withStore(context, async (store) => {
    const read = await makeWhole(destination, (into) =>
      readBundle(store, file, { into, expected, signal: context.signal }),
    );
    if (!read.ok) return reportFailures(context, read.failures);
    context.write(
      context.json ? jsonLine({ tree: read.value.sha256, destination }) : `${read.value.sha256}\n${destination}\n`,
    );
    return EXIT.done;
  });
}
