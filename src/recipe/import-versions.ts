// Whether two imports are versions of one project: reached by different ways, with different digests. Pure.

import type { OpenImport } from "./project.ts";
import { placeText } from "../model/import.ts";

export interface Versions {
  readonly first: OpenImport;
  readonly second: OpenImport;
}

/**
 * Pairs that are told to be of one project, by its name or one of its places, and are different versions of it. Each
 * import counts with all of its ways: `toolchain`, `library:toolchain`.
 */
export function differentVersions(imports: readonly OpenImport[]): readonly Versions[] {
  return imports.flatMap((second, at) =>
    imports
      .slice(0, at)
      .filter((first) => first.digest !== second.digest && isOneProject(first, second))
      .map((first) => ({ first, second })),
  );
}

function isOneProject(first: OpenImport, second: OpenImport): boolean {
  const keepers = new Set(first.places.map(keeper));
  return first.name === second.name || second.places.some((place) => keepers.has(keeper(place)));
}

/** A repository is one project, whatever commit of it is meant. */
function keeper(place: OpenImport["places"][number]): string {
  return place.type === "git" ? place.address : placeText(place);
}

/** In words: which, and where each is written. */
export function versionsText({ first, second }: Versions): string {
  const one = ({ called, digest, at }: OpenImport): string => `"${called}" is ${digest} (${at.file}:${at.line})`;
  return `two versions of one project are imported: ${one(first)}, ${one(second)}; their stages have nothing in common`;
}
