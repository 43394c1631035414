// Observations among files, by their names. What is none, or damaged, is passed over and named: a stranger's file must
// not keep anybody from a verdict.

import { basename } from "node:path";
import { sha256, type Sha256 } from "../bytes/sha256.ts";
import type { Observation } from "../model/observation.ts";
import { parseObservation } from "../observation/parse.ts";
import { contentOf } from "./given-file.ts";

export interface FiledObservation {
  readonly name: string;
  readonly sha256: Sha256;
  readonly content: Uint8Array;
  readonly observation: Observation;
}

export interface ObservationsAtHand {
  readonly found: readonly FiledObservation[];
  readonly passedOver: readonly { readonly name: string; readonly why: string }[];
}

const ENDING = ".observation.json";

export function isObservationName(path: string): boolean {
  return path.endsWith(ENDING);
}

/** Where an observation stands among others. */
export function observationName(target: string, text: Sha256): string {
  return `${target}-${text.slice(0, 12)}${ENDING}`;
}

/** Reads those of the files that are named as observations; one that lies there twice counts once. */
export async function readObservations(paths: readonly string[]): Promise<ObservationsAtHand> {
  const files = [];
  for (const path of paths.filter(isObservationName)) files.push({ path, content: await contentOf(path) });
  return observationsOf(files);
}

/** The same of files that were read; the content is a sentence's end where one could not be. */
export function observationsOf(
  files: readonly { readonly path: string; readonly content: Buffer | string }[],
): ObservationsAtHand {
  const found = new Map<Sha256, FiledObservation>();
  const passedOver: { name: string; why: string }[] = [];
  for (const { path, content } of files) {
    if (typeof content === "string") {
      passedOver.push({ name: path, why: content });
      continue;
    }
    const digest = sha256(content);
    const observation = parseObservation(content);
    if (observation.ok)
      found.set(digest, { name: basename(path), sha256: digest, content, observation: observation.value });
    else passedOver.push({ name: path, why: observation.failures[0]!.message });
  }
  return { found: [...found.values()], passedOver };
}
