// The places of a file, tried one after the other until one gives it: a registry is asked where a release is, a network
// that is not to be used is left alone, a slow server comes last.

import type { FailureCode } from "../model/failure-code.ts";
import type { Release } from "../model/recipe.ts";
import { askText } from "./fetch-text.ts";
import type { Miss } from "./miss.ts";
import type { NetworkOptions } from "./patience.ts";
import { fetchPlaces, placeText, type WhereToLook } from "./places.ts";
import { type FoundPlaces, NOWHERE } from "./registry.ts";
import type { FetchPlace, FilePlace, Looked } from "./wanted.ts";

export interface TryOptions extends WhereToLook, NetworkOptions {
  /** Only files of this machine are looked at. */
  readonly offline: boolean;
}

/** How none of the places gave the file. */
export interface Missed {
  readonly code: FailureCode;
  /** The end of a sentence. */
  readonly found: string;
  /** What was tried, a line each: the place, and what was found. */
  readonly misses: readonly string[];
  /** Places that need the network, which was not to be used. */
  readonly skipped: number;
}

/** Gives the place that gave the file: where `take` gives no miss. Rejects when the signal is raised, or `take` does. */
export async function tryPlaces(
  source: Looked,
  options: TryOptions,
  take: (place: FilePlace) => Promise<Miss | undefined>,
): Promise<FilePlace | Missed> {
  const misses: string[] = [];
  let skipped = 0;
  let wrongBytes = false;
  const places = [...fetchPlaces(source, options)];
  for (let place = places.shift(); place !== undefined; place = places.shift()) {
    if (place.type === "crate" || place.type === "pypi") {
      const found = await placesOf(place, source, options);
      places.unshift(...found.places);
      misses.push(...found.misses);
      skipped += found.skipped;
      continue;
    }
    if (options.offline && place.type === "http") {
      skipped++;
      continue;
    }
    const miss = await take(place);
    if (miss === undefined) return place;
    if (miss.wrongBytes === true) wrongBytes = true;
    if (miss.slow === true && place.type === "http") putLast(places, place.url);
    misses.push(
      `${placeText(place)}${miss.servedBy === undefined ? "" : ` (served by ${miss.servedBy})`}: ${miss.found}`,
    );
  }
  return {
    code: wrongBytes ? "source-digest" : skipped > 0 ? "offline" : "source-unavailable",
    found:
      misses.length > 0
        ? "no place that was tried gave the pinned file"
        : skipped > 0
          ? "all of its places need the network"
          : "there is no place to try",
    misses,
    skipped,
  };
}

/** Where a release may be had, as its registry knows. Throws the signal's reason when it is raised. */
async function placesOf(release: Release, source: Looked, options: TryOptions): Promise<FoundPlaces> {
  const registry = options.registries?.[release.type];
  if (registry === undefined) return { ...NOWHERE, misses: [`${placeText(release)}: no registry is known here`] };
  const found = await registry.find(
    release,
    source,
    options.offline ? "offline" : (url, { most, accept }) => askText(url, most, { ...options, accept }),
  );
  options.signal?.throwIfAborted();
  return found;
}

/** A server that was slow for one name is asked for others when nobody else is left to ask. */
function putLast(places: FetchPlace[], slow: string): void {
  const server = serverOf(slow);
  const isOfServer = (place: FetchPlace): boolean => place.type === "http" && serverOf(place.url) === server;
  places.sort((a, b) => Number(isOfServer(a)) - Number(isOfServer(b)));
}

function serverOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
