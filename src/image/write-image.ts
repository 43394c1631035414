// Writes an image as a folder that is an OCI image layout and, by hard links, a `dir:` image: only that and registries
// can hold signatures. IMAGE.md says what is in it. Must never write a byte that another machine would write otherwise.

import { link, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Sha256 } from "../bytes/sha256.ts";
import { succeed, type Result } from "../model/failure.ts";
import { BLOBS, putBlob } from "./blob-writer.ts";
import {
  configText,
  indexText,
  LAYOUT_FILE,
  manifestText,
  type ImageFacts,
  type Layer,
  type LayerStage,
} from "./documents.ts";
import { writeLayer, type LayerStore } from "./layer.ts";

/** What the `dir:` transport of containers/image looks for. */
const DIR_VERSION = "Directory Transport Version: 1.1\n";

export interface WrittenImage {
  /** The image's digest, by which it is pulled. */
  readonly manifest: Sha256;
  readonly layers: readonly Layer[];
}

/** Fills an empty directory. Rejects with the file system's error. */
export async function writeImage(
  store: LayerStore,
  { image, stages }: { readonly image: ImageFacts; readonly stages: readonly LayerStage[] },
  layout: string,
): Promise<Result<WrittenImage>> {
  await mkdir(join(layout, BLOBS), { recursive: true });
  const layers: Layer[] = [];
  for (const stage of stages) {
    const written = await writeLayer(store, stage.tree, layout);
    if (!written.ok) return written;
    layers.push({ ...stage, ...written.value });
  }
  const config = await putBlob(layout, configText(image, layers));
  const manifest = await putBlob(layout, manifestText(image, config, layers));
  await writeFile(join(layout, "oci-layout"), LAYOUT_FILE);
  await writeFile(join(layout, "index.json"), indexText(image, manifest));

  await writeFile(join(layout, "version"), DIR_VERSION);
  await link(join(layout, BLOBS, manifest.sha256), join(layout, "manifest.json"));
  for (const blob of new Set([config.sha256, ...layers.map((layer) => layer.blob.sha256)]))
    await link(join(layout, BLOBS, blob), join(layout, blob));
  return succeed({ manifest: manifest.sha256, layers });
}
