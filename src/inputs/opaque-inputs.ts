// The opaque inputs of a stage: files of its sources and of the repository that a person cannot read. They taint all
// that descends from the stage, by name in its manifest.

import { join } from "node:path";
import { succeed, type Result } from "../model/failure.ts";
import type { OpaqueInput } from "../model/manifest.ts";
import type { Stage } from "../model/recipe.ts";
import type { Workshop } from "./workshop.ts";
import { lookAt } from "./file-look.ts";
import type { LocalFile } from "./local-files.ts";
import { scanSource } from "./source-scan.ts";
import { obtainingFor } from "./stage-obtaining.ts";

/** Finds them all; a source that was scanned before need not be there any more. */
export async function opaqueInputs(
  workshop: Workshop,
  stage: Stage,
  files: readonly LocalFile[],
  signal: AbortSignal,
): Promise<Result<readonly OpaqueInput[]>> {
  const found: OpaqueInput[] = [];
  for (const { path, sha256 } of files) {
    const look = lookAt(join(workshop.projectRoot, path), path);
    if (look.opaque !== undefined) found.push({ type: "file", name: path, size: look.size, sha256 });
  }
  const obtaining = obtainingFor(workshop, stage.name, signal);
  for (const source of stage.recipe.sources) {
    const scan = await scanSource(obtaining, source);
    if (!scan.ok) return scan;
    found.push(
      ...scan.value.opaque.map(({ name, size, sha256 }) => ({
        type: "file" as const,
        name: nameIn(source.name, name),
        size,
        sha256,
      })),
    );
  }
  return succeed(found);
}

/** A file of a source as recipes and manifests name it. */
export function nameIn(source: string, name: string): string {
  return name === "" ? source : `${source}/${name}`;
}
