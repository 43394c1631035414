// The opaque inputs of a stage: files of its sources and of the repository that a person cannot read. They taint all
// that descends from the stage, by name in its manifest. Must never tell of other bytes than those that were digested.

import { join } from "node:path";
import { sha256File } from "../bytes/sha256.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { OpaqueInput } from "../model/manifest.ts";
import { isBridge, type Stage } from "../model/recipe.ts";
import { bridgeOf } from "./bridges.ts";
import { lookAt } from "./file-look.ts";
import { changedMeanwhile, type LocalFile } from "./local-files.ts";
import type { Obtaining } from "./obtaining.ts";
import { obtainOwn } from "./own-tree.ts";
import { scanSeen, scanSource, type SourceScan } from "./source-scan.ts";

/** Those among local files; to be asked before a build, as they may be edited meanwhile. */
export async function opaqueFiles(root: string, files: readonly LocalFile[]): Promise<Result<readonly OpaqueInput[]>> {
  const found: OpaqueInput[] = [];
  for (const { path, sha256 } of files) {
    const look = lookAt(join(root, path), path);
    if ((await sha256File(join(root, path))) !== sha256) return changedMeanwhile(path);
    if (look.opaque !== undefined) found.push({ type: "file", name: path, size: look.size, sha256 });
  }
  return succeed(found);
}

/** Those in the stage's sources; one that was scanned before need not be there any more. */
export async function opaqueInSources(obtaining: Obtaining, stage: Stage): Promise<Result<readonly OpaqueInput[]>> {
  const found: OpaqueInput[] = [];
  const add = (source: string, { opaque }: SourceScan): void => {
    for (const { name, size, sha256 } of opaque) found.push({ type: "file", name: nameIn(source, name), size, sha256 });
  };
  for (const source of stage.recipe.sources) {
    if (isBridge(source)) {
      const bridge = await bridgeOf(obtaining, source);
      if (!bridge.ok) return bridge;
      found.push(bridge.value);
      continue;
    }
    const scan = await scanSource(obtaining, source);
    if (!scan.ok) return scan;
    add(source.name, scan.value);
  }
  const own = await obtainOwn(obtaining, stage.recipe);
  if (!own.ok) return own;
  for (const source of own.value) {
    const scan = await scanSeen(obtaining, source);
    if (!scan.ok) return scan;
    add(source.name, scan.value);
  }
  return succeed(found);
}

/** A file of a source as recipes and manifests name it. */
export function nameIn(source: string, name: string): string {
  return name === "" ? source : `${source}/${name}`;
}
