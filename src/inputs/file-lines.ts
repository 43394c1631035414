// The files of a source with their lines, one by one: what it takes to tell who has read how much of it. Nothing of it is
// kept, as only an audit by reviews asks.

import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Sha256 } from "../bytes/sha256.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { Source } from "../model/recipe.ts";
import { lookAt } from "./file-look.ts";
import type { Obtaining } from "./obtaining.ts";
import { sourceFiles } from "./source-scan.ts";
import { obtainSource } from "./sources.ts";

export interface FileLines {
  /** In the source; empty where the source is one file. */
  readonly path: string;
  readonly sha256: Sha256;
  /** None of an opaque file. */
  readonly lines: number;
}

export async function fileLines(obtaining: Obtaining, source: Source): Promise<Result<readonly FileLines[]>> {
  const own = await obtainSource(obtaining, source);
  if (!own.ok) return own;
  const entries = await sourceFiles(obtaining.store, own.value);
  if (!entries.ok) return entries;
  const found: FileLines[] = [];
  for (const [index, { name, sha256 }] of entries.value.entries()) {
    // Others that run in this process get their turn, and Ctrl-C is heard.
    if (index % 100 === 99) await setImmediate();
    if (obtaining.signal.aborted)
      return fail("interrupted", `Cannot count source "${source.name}": the run was interrupted`);
    const { lines } = lookAt(join(own.value.path, name), name === "" ? source.file : name);
    found.push({ path: name, sha256, lines });
  }
  return succeed(found);
}
