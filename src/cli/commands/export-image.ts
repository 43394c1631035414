// fromseed export --oci: stages, or an image that the project names, as a container image.

import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { sha256 } from "../../bytes/sha256.ts";
import { storedManifests } from "../../engine/manifest-source.ts";
import { verifyClosure } from "../../engine/verify-closure.ts";
import { checkOverlay } from "../../graph/overlay.ts";
import { archiveOf } from "../../image/archive.ts";
import type { ImageFacts, LayerStage } from "../../image/documents.ts";
import { readReference } from "../../image/reference.ts";
import { writeImage } from "../../image/write-image.ts";
import { fail, succeed, type Result } from "../../model/failure.ts";
import type { Project } from "../../recipe/project.ts";
import { jsonLine } from "../../report/json-lines.ts";
import type { Store } from "../../store/store.ts";
import { makeWhole } from "../../store/whole-directory.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { reason } from "../reason.ts";
import { namedImage, pinnedTrees } from "../targets.ts";
import { withStore } from "../workshop.ts";

interface Planned {
  readonly image: ImageFacts;
  readonly stages: readonly LayerStage[];
}

export async function main(context: Context, options: Options): Promise<number> {
  const named = await namedImage(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, title, stages, entrypoint } = named.value;
  // A tag takes no "+", which versions have.
  const tag = project.stages.get(stages[0]!)!.recipe.version.replaceAll(/[+~]/g, "_");
  const reference = readReference(options.values.get("name")?.[0] ?? `localhost/fromseed/${title}:${tag}`);
  if (!reference.ok) return reportFailures(context, reference.failures);
  const destination = resolve(options.values.get("oci")![0]!);
  return withStore(context, async (store) => {
    const layers = await layersOf(store, project, stages);
    if (!layers.ok) return reportFailures(context, layers.failures);
    const program = options.values.get("entrypoint")?.[0] ?? entrypoint;
    const user = options.values.get("user")?.[0];
    const image: ImageFacts = {
      reference: reference.value,
      title,
      licences: licencesOf(project, stages),
      ...(program === undefined ? {} : { entrypoint: program }),
      ...(user === undefined ? {} : { user }),
    };
    const planned = { image, stages: layers.value };
    const written = destination.endsWith(".tar")
      ? await writeArchive(store, planned, destination)
      : await makeWhole(destination, (partial) => writeImage(store, planned, partial));
    if (!written.ok) return reportFailures(context, written.failures);
    const { manifest } = written.value;
    if (context.json) context.write(jsonLine({ image: reference.value, manifest, layers: layers.value, destination }));
    else context.write(`${reference.value}  sha256:${manifest}\n${destination}\n`);
    return EXIT.done;
  });
}

/** The stages with what their manifests say, all of which must hold together down to the seed. */
export async function layersOf(
  store: Store,
  project: Project,
  stages: readonly string[],
): Promise<Result<readonly LayerStage[]>> {
  const layers: LayerStage[] = [];
  const trees = [];
  for (const stage of stages) {
    const closure = await verifyClosure(storedManifests(store), stage, pinnedTrees(project));
    if (!closure.ok) return closure;
    const { target, text } = closure.value;
    const tree = await store.tree(target.manifest.tree.sha256);
    if (!tree.ok) return tree;
    trees.push({ stage, tree: tree.value });
    layers.push({ stage, tree: tree.value.sha256, manifest: target.sha256, closure: sha256(text) });
  }
  const clash = checkOverlay(stages.join(" "), trees);
  return clash.ok ? succeed(layers) : clash;
}

/** An SPDX expression of all that the stages themselves were made from. */
function licencesOf(project: Project, stages: readonly string[]): string {
  const found = new Set(
    stages.flatMap((stage) => project.stages.get(stage)!.recipe.sources.map(({ licence }) => licence)),
  );
  return [...found]
    .sort()
    .map((licence) => (found.size > 1 && / (AND|OR) /.test(licence) ? `(${licence})` : licence))
    .join(" AND ");
}

async function writeArchive(store: Store, planned: Planned, destination: string): ReturnType<typeof writeImage> {
  if (existsSync(destination))
    return fail("destination", `Cannot export to "${destination}": it exists already`, {
      hint: "remove it, or export to another place",
    });
  const layout = await store.newScratch("image");
  if (!layout.ok) return layout;
  const temporary = `${destination}.part`;
  try {
    const written = await writeImage(store, planned, layout.value);
    if (!written.ok) return written;
    await archiveOf(layout.value, temporary);
    await rename(temporary, destination);
    return written;
  } catch (error) {
    await rm(temporary, { force: true });
    return fail("destination", `Cannot write "${destination}": ${reason(error)}`, {
      hint: "name a file in a directory that is there and may be written",
    });
  } finally {
    await store.dropScratch(layout.value);
  }
}
