// Asks a place whether it still has a file, without taking it. Must never be taken for a proof: only bytes are one.

import { stat } from "node:fs/promises";
import { openAgents } from "./agents.ts";
import { get, GetError } from "./http-get.ts";
import { defaultTimeouts } from "./patience.ts";
import { fetchPlaces, placeText, placesUnset } from "./places.ts";
import type { TryOptions } from "./try-places.ts";
import type { FetchPlace, Wanted } from "./wanted.ts";

export interface Probed {
  readonly place: string;
  /** Whether it answers with a file of the pinned size, or of a size that it does not tell. */
  readonly answers: boolean;
  readonly says: string;
}

/** Asks each place once, one after the other; offline those of this machine alone. Rejects with the signal's reason. */
export async function probe(wanted: Wanted, options: TryOptions): Promise<readonly Probed[]> {
  const found: Probed[] = [];
  for (const place of fetchPlaces(wanted, options)) {
    options.signal?.throwIfAborted();
    found.push({ place: placeText(place), ...judged(await sizeAt(place, options), wanted.size) });
  }
  return [...found, ...placesUnset(wanted, options).map((unset) => ({ ...unset, answers: false }))];
}

/** Bytes, "untold" where a place that answers does not tell, or why it does not answer. */
type Size = number | "untold" | { readonly fault: string };

function judged(size: Size, wanted: number): Pick<Probed, "answers" | "says"> {
  if (size === "untold") return { answers: true, says: "answers" };
  if (typeof size === "object") return { answers: false, says: size.fault };
  const says = `has ${size} bytes`;
  return size === wanted ? { answers: true, says } : { answers: false, says: `${says}, not ${wanted}` };
}

async function sizeAt(place: FetchPlace, options: TryOptions): Promise<Size> {
  if (place.type === "file") return sizeOf(place.path);
  if (place.type === "rustup") return { fault: "a toolchain has to be packed: fetch does" };
  if (place.type !== "http") return { fault: "a registry has to be asked: fetch does" };
  return options.offline ? { fault: "not asked: --offline forbids the network" } : askSize(place.url, options);
}

async function sizeOf(path: string): Promise<Size> {
  const facts = await stat(path).catch(() => undefined);
  return facts?.isFile() === true ? facts.size : { fault: "there is no such file" };
}

async function askSize(
  url: string,
  { proxies, timeouts = defaultTimeouts, signal = new AbortController().signal }: TryOptions,
): Promise<Size> {
  using agents = openAgents(proxies);
  try {
    const { response } = await get(url, { from: 0, agents, timeouts, signal });
    response.destroy();
    const length = response.headers["content-length"];
    return length === undefined || response.headers["content-encoding"] !== undefined ? "untold" : Number(length);
  } catch (error) {
    if (!(error instanceof GetError)) throw error;
    return { fault: error.message };
  }
}
