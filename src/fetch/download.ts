// Obtains a pinned source: tries its places in turn until one gives the file with the pinned size and sha256.
// Must never leave anything but the pinned file at the destination.

import { rename, rm } from "node:fs/promises";
import { sha256File } from "../bytes/sha256.ts";
import { type Failure, type Result, fail, succeed } from "../model/failure.ts";
import { openAgents } from "./agents.ts";
import type { Taking } from "./checked-copy.ts";
import type { Miss } from "./miss.ts";
import { Partial } from "./partial.ts";
import { defaultTimeouts, pause } from "./patience.ts";
import { placesUnset, placeText } from "./places.ts";
import type { OnProgress } from "./progress.ts";
import { takeFile } from "./take-file.ts";
import { takeHttp } from "./take-http.ts";
import { type Missed, type TryOptions, tryPlaces } from "./try-places.ts";
import { takeComponent } from "./toolchain.ts";
import type { FilePlace, Wanted } from "./wanted.ts";

export interface DownloadOptions extends TryOptions {
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
  try {
    if (await holds(destination, source)) return succeed({ place: destination });
    const tried = await tryPlaces(source, { ...options, signal }, (place) => takeFrom(taking, place, options));
    if ("misses" in tried) {
      const unset = placesUnset(source, options).map(({ place, says }) => `${place}: ${says}`);
      return { ok: false, failures: [nowhere(source, tried, unset)] };
    }
    await rm(`${destination}.partial`, { force: true });
    return succeed({ place: placeText(tried) });
  } catch (error) {
    if (!signal.aborted) throw error;
    return fail("interrupted", `Cannot fetch "${source.file}": interrupted`, atOf(source));
  }
}

function takeFrom(taking: Taking, place: FilePlace, options: TryOptions): Promise<Miss | undefined> {
  switch (place.type) {
    case "file":
      return takeFile(taking, place.path);
    case "rustup":
      return takeComponent(taking, place, options.toolchains ?? "");
    case "http":
      return fromNetwork(taking, place.url, options);
  }
}

async function fromNetwork(
  { source, destination, onProgress, signal }: Taking,
  url: string,
  options: TryOptions,
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

function nowhere(source: Wanted, { code, found, misses, skipped }: Missed, unset: readonly string[]): Failure {
  return {
    kind: "failure",
    code,
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
