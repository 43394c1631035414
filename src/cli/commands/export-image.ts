// fromseed export --oci: stages, or an image that the project names, as a container image.

import { resolve } from "node:path";
import { archiveOf } from "../../image/archive.ts";
import type { ImageFacts, LayerStage } from "../../image/documents.ts";
import { readReference } from "../../image/reference.ts";
import { writeImage } from "../../image/write-image.ts";
import { namedSources } from "../../model/recipe.ts";
import type { Project } from "../../recipe/project.ts";
import { jsonLine } from "../../report/json-lines.ts";
import type { Store } from "../../store/store.ts";
import { makeWhole } from "../../store/whole-directory.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { withStore } from "../home-store.ts";
import { layersOf } from "../image-layers.ts";
import type { Options } from "../options.ts";
import { namedImage } from "../targets.ts";
import { makeWholeFile } from "../whole-file.ts";

interface Planned {
  readonly image: ImageFacts;
  readonly stages: readonly LayerStage[];
}

export async function main(context: Context, options: Options): Promise<number> {
  const named = await namedImage(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, title, stages, entrypoint, path } = named.value;
  // The version of what lies on top of the others. A tag takes no "+", which versions have.
  const tag = project.stages.get(stages.at(-1)!)!.recipe.version.replaceAll(/[+~]/g, "_");
  const reference = readReference(options.values.get("name")?.[0] ?? `localhost/fromseed/${title}:${tag}`);
  if (!reference.ok) return reportFailures(context, reference.failures);
  const destination = resolve(options.values.get("oci")![0]!);
  return withStore(context, async (store) => {
    const layers = await layersOf(store, project, stages);
    if (!layers.ok) return reportFailures(context, layers.failures);
    const program = options.values.get("entrypoint")?.[0] ?? entrypoint;
    const user = options.values.get("user")?.[0];
    const source = options.values.get("source")?.[0];
    const image: ImageFacts = {
      reference: reference.value,
      title,
      licences: licencesOf(project, stages),
      ...(source === undefined ? {} : { source }),
      ...(program === undefined ? {} : { entrypoint: program }),
      ...(path === undefined ? {} : { path }),
      ...(user === undefined ? {} : { user }),
    };
    const planned = { image, stages: layers.value };
    const written = destination.endsWith(".tar")
      ? await makeWholeFile(destination, (temporary) => writeArchive(store, planned, temporary))
      : await makeWhole(destination, (partial) => writeImage(store, planned, partial));
    if (!written.ok) return reportFailures(context, written.failures);
    const { manifest } = written.value;
    if (context.json) context.write(jsonLine({ image: reference.value, manifest, layers: layers.value, destination }));
    else context.write(`${reference.value}  sha256:${manifest}\n${destination}\n`);
    return EXIT.done;
  });
}

/** An SPDX expression of all that the stages themselves were made from. */
function licencesOf(project: Project, stages: readonly string[]): string {
  const found = new Set(
    stages.flatMap((stage) => namedSources(project.stages.get(stage)!.recipe).map(({ licence }) => licence)),
  );
  return [...found]
    .sort()
    .map((licence) => (found.size > 1 && / (AND|OR) /.test(licence) ? `(${licence})` : licence))
    .join(" AND ");
}

async function writeArchive(store: Store, planned: Planned, temporary: string): ReturnType<typeof writeImage> {
  const layout = await store.newScratch("image");
  if (!layout.ok) return layout;
  try {
    const written = await writeImage(store, planned, layout.value);
    if (written.ok) await archiveOf(layout.value, temporary);
    return written;
  } finally {
    await store.dropScratch(layout.value);
  }
}
