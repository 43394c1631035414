// Obtains a pinned source: tries its places in turn until one gives the file with the pinned size and sha256.
// Must never leave anything but the pinned file at the destination.

import { rename, rm } from "node:fs/promises";
import { sha256File } from "../bytes/sha256.ts";
import { type Failure, type Result, fail, succeed } from "../model/failure.ts";
import type { Release } from "../model/recipe.ts";
import { openAgents } from "./agents.ts";
import { fetchText } from "./fetch-text.ts";
import { Partial } from "./partial.ts";
import { defaultTimeouts, type NetworkOptions, pause } from "./patience.ts";
import { type WhereToLook, fetchPlaces, placesUnset, placeText } from "./places.ts";
import type { OnProgress } from "./progress.ts";
import { type FoundPlaces, NOWHERE } from "./registry.ts";
import { type Taking, takeFile } from "./take-file.ts";
import { type Miss, takeHttp } from "./take-http.ts";
import type { FetchPlace, Wanted } from "./wanted.ts";

export interface DownloadOptions extends WhereToLook, NetworkOptions {
  /** Only files of this machine are looked at. */
  readonly offline: boolean;
  readonly onProgress?: OnProgress;
}

export interface Downloaded {
  /** The place that gave it, as messages call places; `destination` itself when the file was there already. */
  readonly place: string;
}

/**
 * Writes the source to `destination`, by way of `<destination>.partial`, which is kept after a cut or an interruption
 * and gone on from by the next call, in this process or another. Two calls at once for one destination are the caller's
 * to prevent. Rejects only when the disk of the destination fails.
 */
export async function download(
  source: Wanted,
  destination: string,
  options: DownloadOptions,
): Promise<Result<Downloaded>> {
  const { onProgress = () => {}, signal = new AbortController().signal } = options;
  const taking: Taking = { source, destination, onProgress, signal };
  const misses: string[] = [];
  let skipped = 0;
  let wrongBytes = false;
  try {
    if (await holds(destination, source)) return succeed({ place: destination });
    const places = [...fetchPlaces(source, options)];
    for (let place = places.shift(); place !== undefined; place = places.shift()) {
      if (place.type === "crate" || place.type === "pypi") {
        const found = await askedPlaces(source, place, { ...options, signal });
        places.unshift(...found.places);
        misses.push(...found.misses);
        skipped += found.skipped;
        continue;
      }
      if (options.offline && place.type === "http") {
        skipped++;
        continue;
      }
      const miss =
        place.type === "file" ? await takeFile(taking, place.path) : await fromNetwork(taking, place.url, options);
      if (miss === undefined) {
        await rm(`${destination}.partial`, { force: true });
        return succeed({ place: placeText(place) });
      }
      if (miss.wrongBytes === true) wrongBytes = true;
      if (miss.slow === true && place.type === "http") putLast(places, place.url);
      misses.push(
        `${placeText(place)}${miss.servedBy === undefined ? "" : ` (served by ${miss.servedBy})`}: ${miss.found}`,
      );
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    return fail("interrupted", `Cannot fetch "${source.file}": interrupted`, atOf(source));
  }
  const unset = placesUnset(source, options);
  return { ok: false, failures: [nowhere(source, { misses, skipped, wrongBytes, unset })] };
}

/** Where a release may be had, as its registry knows. Throws the signal's reason when it is raised. */
export async function askedPlaces(source: Wanted, release: Release, options: DownloadOptions): Promise<FoundPlaces> {
  const registry = options.registries?.[release.type];
  if (registry === undefined) return { ...NOWHERE, misses: [`${placeText(release)}: no registry is known here`] };
  const found = await registry.find(
    release,
    source,
    options.offline ? "offline" : (url, { most, accept }) => fetchText(url, most, { ...options, accept }),
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

async function fromNetwork(
  { source, destination, onProgress, signal }: Taking,
  url: string,
  options: DownloadOptions,
): Promise<Miss | undefined> {
  const { timeouts = defaultTimeouts, sleep = pause, proxies } = options;
  using agents = openAgents(proxies);
  const partial = await Partial.open(`${destination}.partial`, source.size);
  try {
    if (partial.length === source.size && partial.digest() !== source.sha256) await partial.restart();
    if (partial.length < source.size || source.size === 0) {
      const taken = await takeHttp(source, url, partial, { agents, timeouts, sleep, signal, onProgress });
      if ("found" in taken) return taken;
    }
  } finally {
    await partial.close();
  }
  await rename(`${destination}.partial`, destination);
  return undefined;
}

/** True when the pinned file is at the destination already; anything else there is deleted. */
async function holds(destination: string, source: Wanted): Promise<boolean> {
  const found = await sha256File(destination).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (found === source.sha256) return true;
  if (found !== undefined) await rm(destination);
  return false;
}

const atOf = ({ at }: Wanted) => (at === undefined ? {} : { place: at });

interface Search {
  readonly misses: readonly string[];
  /** Places that need the network, which was not to be used. */
  readonly skipped: number;
  readonly wrongBytes: boolean;
  readonly unset: readonly string[];
}

function nowhere(source: Wanted, { misses, skipped, wrongBytes, unset }: Search): Failure {
  const found =
    misses.length + skipped === 0
      ? "there is no place to try"
      : misses.length === 0
        ? "all of its places need the network"
        : `no place that was tried gave the pinned file`;
  return {
    kind: "failure",
    code: wrongBytes ? "source-digest" : skipped > 0 ? "offline" : "source-unavailable",
    message: `Cannot fetch "${source.file}": ${found}`,
    ...atOf(source),
    details: [
      `expected: ${source.size} bytes, sha256 ${source.sha256}`,
      ...misses,
      ...unset,
      ...(skipped > 0 ? [`places not tried, as they need the network: ${skipped} of ${misses.length + skipped}`] : []),
    ],
    hint:
      skipped > 0
        ? "run again without --offline, or give --mirror a directory that holds the file"
        : "give --mirror an address or a directory that holds the file",
  };
}
