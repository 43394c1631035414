// The opaque inputs of a stage: files of its sources and of the repository that a person cannot read. They taint all that
// descends from the stage, by name in its manifest. What a source's tree holds is found once, and kept by the tree's digest.

import { open } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson } from "../bytes/canonical-json.ts";
import { asSha256, type Sha256 } from "../bytes/sha256.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { Manifest } from "../model/manifest.ts";
import type { Source, Stage } from "../model/recipe.ts";
import type { Bench } from "./bench.ts";
import type { LocalFile } from "./local-files.ts";
import { opaqueKind } from "./opaque-scan.ts";
import { obtainSources } from "./sources.ts";

export type Opaque = Manifest["opaque"][number];

const LOOKED_AT = 8000;

/** Finds them all; a source that was scanned before need not be there any more. */
export async function opaqueInputs(bench: Bench, stage: Stage, files: readonly LocalFile[], signal: AbortSignal): Promise<Result<readonly Opaque[]>> {
  const found: Opaque[] = [];
  for (const { path, sha256 } of files) {
    const look = await lookInto(join(bench.projectRoot, path));
    if (look.opaque) found.push({ name: path, size: look.size, sha256 });
  }
  for (const source of stage.recipe.sources) {
    const own = (await remembered(bench, source)) ?? (await scan(bench, stage, source, signal));
    if (!own.ok) return own;
    found.push(...own.value.map((each) => ({ ...each, name: each.name === "" ? source.name : `${source.name}/${each.name}` })));
  }
  return succeed(found);
}

/** The name under which the scan of a source's content is kept among the records. */
export function scanName(source: Source): string {
  return `opaque-${source.unpack?.tree ?? source.sha256}`;
}

async function remembered(bench: Bench, source: Source): Promise<Result<readonly Opaque[]> | undefined> {
  const text = await bench.store.record(scanName(source));
  if (!text.ok || text.value === undefined) return undefined;
  return succeed((JSON.parse(text.value) as { name: string; size: number; sha256: string }[]).map(({ name, size, sha256 }) => ({ name, size, sha256: asSha256(sha256)! })));
}

async function scan(bench: Bench, stage: Stage, source: Source, signal: AbortSignal): Promise<Result<readonly Opaque[]>> {
  const obtained = await obtainSources(bench, { ...stage, recipe: { ...stage.recipe, sources: [source] } }, signal);
  if (!obtained.ok) return obtained;
  const [{ path, ...own }] = obtained.value as [(typeof obtained.value)[number]];
  let entries: readonly { readonly path: string; readonly sha256: Sha256 }[] = [{ path: "", sha256: source.sha256 }];
  if (own.type === "tree") {
    const tree = await bench.store.tree(own.tree);
    if (!tree.ok) return tree;
    entries = tree.value.entries.filter((entry) => entry.type === "file");
  }
  const found: Opaque[] = [];
  for (const entry of entries) {
    const look = await lookInto(join(path, entry.path));
    if (look.opaque) found.push({ name: entry.path, size: look.size, sha256: entry.sha256 });
  }
  const put = await bench.store.putRecord(scanName(source), canonicalJson(found.map((each) => ({ ...each }))) + "\n");
  return put.ok ? succeed(found) : put;
}

async function lookInto(path: string): Promise<{ readonly opaque: boolean; readonly size: number }> {
  const file = await open(path);
  try {
    const start = Buffer.alloc(LOOKED_AT);
    const { bytesRead } = await file.read(start, 0, LOOKED_AT, 0);
    return { opaque: opaqueKind(start.subarray(0, bytesRead)) !== undefined, size: (await file.stat()).size };
  } finally {
    await file.close();
  }
}
