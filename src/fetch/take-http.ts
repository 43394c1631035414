// Takes a source from one address into a partial file: retries, goes on after a cut, starts anew when it must.
// Must never take a byte more than the source has, and never keep bytes that turned out wrong.

import type { Source } from "../model/recipe.ts";
import { type Answer, GetError, type GetOptions, get } from "./http-get.ts";
import type { Partial } from "./partial.ts";
import type { OnProgress } from "./progress.ts";

export interface TakeOptions extends Omit<GetOptions, "from"> {
  /** Waits; rejects when the signal is raised. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly onProgress: OnProgress;
}

/** Why a place did not give the source, and who answered there. */
export interface Miss {
  readonly found: string;
  readonly servedBy: string | undefined;
  /** Whether it gave bytes, and not the pinned ones. */
  readonly wrongBytes?: true;
}

/** Attempts in a row that bring nothing, and attempts in all. */
const FRUITLESS = 4;
const ATTEMPTS = 100;
const LONGEST_PAUSE = 30_000;

/** On success the partial holds the source, checked. Rejects when the signal is raised or the disk fails. */
export async function takeHttp(
  source: Source,
  url: string,
  partial: Partial,
  options: TakeOptions,
): Promise<{ readonly servedBy: string } | Miss> {
  let fruitless = 0;
  let miss: Miss = { found: "not tried", servedBy: undefined };
  for (let attempt = 1; attempt <= ATTEMPTS && fruitless < FRUITLESS; attempt++) {
    if (fruitless > 0) await options.sleep(Math.min(1000 * 2 ** (fruitless - 1), LONGEST_PAUSE), options.signal);
    const before = partial.length;
    try {
      const { servedBy, whole } = await oneAnswer(source, url, partial, options);
      const digest = partial.digest();
      if (digest === source.sha256) return { servedBy };
      await partial.restart();
      miss = { found: `wrong content: found ${source.size} bytes, sha256 ${digest}`, servedBy, wrongBytes: true };
      // What came before may have been another's fault, so this place gets a chance of its own.
      if (whole) return miss;
      fruitless++;
    } catch (error) {
      if (!(error instanceof GetError)) throw error;
      miss = { found: error.message, servedBy: error.servedBy };
      if (error.final) return miss;
      fruitless = partial.length > before ? 1 : fruitless + 1;
    }
  }
  return { ...miss, found: `${miss.found}; gave up after ${FRUITLESS} attempts in a row that brought nothing` };
}

/** Returns when the partial has the source's size; `whole` when all of it came in this one answer. */
async function oneAnswer(
  source: Source,
  url: string,
  partial: Partial,
  options: TakeOptions,
): Promise<{ readonly servedBy: string; readonly whole: boolean }> {
  const from = partial.length;
  const answer = await get(url, { ...options, from });
  const { response, body, servedBy } = answer;
  try {
    const resumed = agree(source, answer, from);
    if (!resumed) await partial.restart();
    options.onProgress(partial.length, source.size);
    for await (const bytes of body.pieces) {
      const room = source.size - partial.length;
      await partial.append(bytes.subarray(0, room));
      if (bytes.length > room) {
        await partial.restart();
        throw new GetError(`wrong size: more than ${source.size} bytes`, true, servedBy);
      }
      options.onProgress(partial.length, source.size);
    }
    const error = body.error();
    options.signal.throwIfAborted();
    if (error instanceof GetError) throw new GetError(error.message, error.final, servedBy);
    if (partial.length < source.size)
      throw new GetError(
        `cut after ${partial.length} of ${source.size} bytes${error === undefined ? "" : ` (${error.code ?? error.message})`}`,
        false,
        servedBy,
      );
    return { servedBy, whole: !resumed };
  } finally {
    response.destroy();
  }
}

/**
 * Judges the answer's header; true when the body goes on from byte `from`. What the partial holds may be another's, and
 * is left alone.
 */
function agree(source: Source, { response, servedBy }: Answer, from: number): boolean {
  const refuse = (found: string): GetError => new GetError(found, true, servedBy);
  const coding = response.headers["content-encoding"] ?? "identity";
  if (coding !== "identity")
    throw refuse(`answered in the content encoding ${JSON.stringify(coding)}, which was not asked for`);
  if (response.statusCode === 416)
    throw refuse(from === 0 ? "answered 416 to a request for the whole" : `wrong size: at most ${from} bytes`);
  if (response.statusCode === 206) {
    const range = /^bytes ([0-9]+)-[0-9]+\/([0-9]+|\*)$/.exec(response.headers["content-range"] ?? "");
    if (range === null || Number(range[1]) !== from) throw refuse("answered with another range than was asked for");
    if (range[2] !== "*" && Number(range[2]) !== source.size) throw refuse(`wrong size: ${range[2]} bytes`);
    return from > 0;
  }
  const length = response.headers["content-length"];
  if (length !== undefined && Number(length) !== source.size) throw refuse(`wrong size: ${length} bytes`);
  return false;
}
