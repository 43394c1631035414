// Images of all stages files, bound to their stages. Must never take a name that a stage has: export knows them apart by
// it.

import type { Place } from "../model/failure.ts";
import type { Image } from "../model/recipe.ts";
import type { ScalarNode } from "./node.ts";
import type { Reading } from "./reading.ts";
import type { ImageForm } from "./stages-shape.ts";
import { unique } from "./unique.ts";

/** The stages of all files: where each name stands, and what tells of one that no stage has. */
export interface KnownStages {
  readonly names: ReadonlyMap<string, Place>;
  /** Images that are imported. */
  readonly images: ReadonlyMap<string, Image>;
  mustBeKnown(node: ScalarNode, reading: Reading): void;
}

/** Failures go to each form's reading. */
export function linkImages(
  forms: readonly { readonly form: ImageForm; readonly reading: Reading }[],
  stages: KnownStages,
): ReadonlyMap<string, Image> {
  const images = new Map<string, Image>();
  for (const { form, reading: file } of forms) {
    const { name, about, stages: layers, entrypoint, path } = form.values;
    const reading = file.about(`Cannot read image "${name.value}"`);
    const taken = (images.get(name.value) ?? stages.images.get(name.value))?.at ?? stages.names.get(name.value);
    if (taken !== undefined)
      reading.fail(name, "its name is taken", "give each image a name that no stage and no other image has", {
        seeAlso: { says: "the first one", place: taken },
      });
    unique(layers, "stage", reading);
    for (const node of layers) stages.mustBeKnown(node, reading);
    if (entrypoint !== undefined && !entrypoint.value.startsWith("/"))
      reading.fail(entrypoint, "it is no absolute path", "a container has no search path of its own: /bin/NAME");
    unique(path, "folder", reading);
    if (taken !== undefined) continue;
    images.set(name.value, {
      name: name.value,
      about: about.value,
      stages: layers.map((node) => node.value),
      ...(entrypoint === undefined ? {} : { entrypoint: entrypoint.value }),
      ...(path === undefined ? {} : { path: path.map((node) => node.value) }),
      at: reading.place(name),
    });
  }
  return images;
}
