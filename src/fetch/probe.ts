// Asks a place whether it still has a file, without taking it. Must never be taken for a proof: only bytes are one.

import { stat } from "node:fs/promises";
import { openAgents } from "./agents.ts";
import { get, GetError } from "./http-get.ts";
import { defaultTimeouts } from "./patience.ts";
import { fetchPlaces, placeText, placesUnset } from "./places.ts";
import type { TryOptions } from "./try-places.ts";
import type { FilePlace, Wanted } from "./wanted.ts";

export interface Probed {
  readonly place: string;
  /** Whether it answers with a file of the pinned size, or of a size that it does not tell. */
  readonly answers: boolean;
  readonly says: string;
}

/** Asks each place once, one after the other. Rejects with the signal's reason. */
export async function probe(wanted: Wanted, options: TryOptions): Promise<readonly Probed[]> {
  const found: Probed[] = [];
  for (const place of fetchPlaces(wanted, options)) {
    options.signal?.throwIfAborted();
    const size =
      place.type === "file"
        ? await sizeOf(place.path)
        : place.type === "http"
          ? await askSize(place, options)
          : "a registry has to be asked: fetch does";
    const answers = size === undefined || size === wanted.size;
    const says = typeof size === "string" ? size : size === undefined ? "answers" : `has ${size} bytes`;
    found.push({
      place: placeText(place),
      answers,
      says: answers || typeof size === "string" ? says : `${says}, not ${wanted.size}`,
    });
  }
  for (const unset of placesUnset(wanted, options)) {
    const [place, says] = unset.split(": not asked", 2) as [string, string];
    found.push({ place, answers: false, says: `not asked${says}` });
  }
  return found;
}

async function sizeOf(path: string): Promise<number | string> {
  const facts = await stat(path).catch(() => undefined);
  return facts?.isFile() === true ? facts.size : "there is no such file";
}

/** Bytes, undefined where the answer does not tell, or why there is none, in words. */
async function askSize(
  { url }: FilePlace & { readonly type: "http" },
  { proxies, timeouts = defaultTimeouts, signal = new AbortController().signal }: TryOptions,
): Promise<number | string | undefined> {
  using agents = openAgents(proxies);
  try {
    const { response } = await get(url, { from: 0, agents, timeouts, signal });
    response.destroy();
    const length = response.headers["content-length"];
    return length === undefined || response.headers["content-encoding"] !== undefined ? undefined : Number(length);
  } catch (error) {
    if (!(error instanceof GetError)) throw error;
    return error.message;
  }
}
