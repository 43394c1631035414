// What a project has from those that it imports: their stages and images, by the names that its prefixes give them.
// Must never give two things one name: only what is the same stage of the same project may be there twice.

import type { Sha256 } from "../bytes/sha256.ts";
import type { Failure, Place } from "../model/failure.ts";
import type { Import } from "../model/import.ts";
import type { Image, Stage } from "../model/recipe.ts";
import type { Project, ReferenceTime } from "./project.ts";

/** An import that was brought and read. */
export interface ReadImport {
  readonly asked: Import;
  readonly project: Project;
}

export interface ImportedParts {
  readonly stages: ReadonlyMap<string, Stage>;
  readonly images: ReadonlyMap<string, Image>;
  readonly expected: ReadonlyMap<string, { readonly sha256: Sha256; readonly at: Place }>;
  readonly referenceTimes: ReadonlyMap<string, ReferenceTime>;
}

/** All that is imported, as the importing project calls it; and every name that two different things would have. */
export function importedParts(
  imports: readonly ReadImport[],
): ImportedParts & { readonly failures: readonly Failure[] } {
  const stages = new Map<string, Stage>();
  const images = new Map<string, Image>();
  const expected = new Map<string, { readonly sha256: Sha256; readonly at: Place }>();
  const referenceTimes = new Map<string, ReferenceTime>();
  const clashes = new Map<string, Clash>();
  const by = new Map<string, Import>();
  for (const { asked, project } of imports) {
    const called = (name: string): string => `${asked.prefix}${name}`;
    const taken = (name: string): boolean => {
      const first = by.get(name);
      if (first === undefined) by.set(name, asked);
      else {
        const pair = `${first.name} ${asked.name}`;
        const { names } = clashes.get(pair) ?? { names: [] };
        clashes.set(pair, { first, second: asked, names: [...names, name] });
      }
      return first !== undefined;
    };
    for (const stage of project.stages.values()) {
      const name = called(stage.name);
      const same = stages.get(name);
      if (same !== undefined && same.recipe.root === stage.recipe.root && same.ownName === stage.ownName) continue;
      if (taken(name)) continue;
      const uses = stage.uses.map((use) => ({ ...use, stage: called(use.stage) }));
      stages.set(name, { ...stage, name, uses });
      const pinned = project.expected.get(stage.name);
      if (pinned !== undefined) expected.set(name, pinned);
      const time = project.referenceTimes.get(stage.name);
      if (time !== undefined) referenceTimes.set(name, time);
    }
    for (const image of project.images.values()) {
      const name = called(image.name);
      const own = { ...image, name, stages: image.stages.map(called) };
      const same = images.get(name);
      if ((same !== undefined && isSameImage(same, own)) || taken(name)) continue;
      images.set(name, own);
    }
  }
  return { stages, images, expected, referenceTimes, failures: [...clashes.values()].map(clashFailure) };
}

/** Stages of one name are the same stages here. */
function isSameImage(a: Image, b: Image): boolean {
  const told = ({ about, stages, entrypoint, path }: Image): string =>
    JSON.stringify([about, stages, entrypoint, path]);
  return told(a) === told(b);
}

interface Clash {
  readonly first: Import;
  readonly second: Import;
  readonly names: readonly string[];
}

/** How many names one failure tells. */
const FEW = 5;

function clashFailure({ first, second, names }: Clash): Failure {
  const told = names.slice(0, FEW).map((name) => `"${name}"`);
  const more = names.length - told.length;
  return {
    kind: "failure",
    code: "import-clash",
    message: `Cannot import "${second.name}": ${told.join(", ")}${more > 0 ? ` and ${more} more` : ""} ${names.length === 1 ? "is" : "are"} in "${first.name}" too, and not the same`,
    place: second.at,
    seeAlso: { says: "the first one", place: first.at },
    hint: `give one of the two a prefix, for example prefix: ${second.name}-`,
  };
}
