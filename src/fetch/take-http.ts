// Takes a source from one address into a partial file: retries, goes on after a cut, starts again when it must, and
// leaves an address that is too slow. FETCH.md tells the rules. Must never take a byte more than the source has, and
// never keep bytes that turned out wrong.

import { type Coding, decoded, decodable } from "./content-coding.ts";
import { TooSlow, watchFloor } from "./floor.ts";
import { type Answer, GetError, type GetOptions, get } from "./http-get.ts";
import type { Miss } from "./miss.ts";
import type { Partial } from "./partial.ts";
import type { Wanted } from "./wanted.ts";
import type { OnProgress } from "./progress.ts";

export interface TakeOptions extends Omit<GetOptions, "from"> {
  /** Waits; rejects when the signal is raised. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly onProgress: OnProgress;
}

/** Attempts in a row that bring less than the floor asks for, and attempts in all. */
const FRUITLESS = 4;
const ATTEMPTS = 100;
const LONGEST_PAUSE = 30_000;

/** On success the partial holds the source, checked. Rejects when the signal is raised or the disk fails. */
export async function takeHttp(
  source: Wanted,
  url: string,
  partial: Partial,
  options: TakeOptions,
): Promise<{ readonly servedBy: string } | Miss> {
  let fruitless = 0;
  let wait = 0;
  let coding: Coding | undefined;
  let miss: Miss = { found: "not tried", servedBy: undefined };
  for (let attempt = 1; attempt <= ATTEMPTS && fruitless < FRUITLESS; attempt++) {
    if (fruitless > 0)
      await options.sleep(Math.max(wait, Math.min(1000 * 2 ** (fruitless - 1), LONGEST_PAUSE)), options.signal);
    wait = 0;
    const before = partial.length;
    try {
      const { servedBy, whole, codedAs } = await oneAnswer({ source, url, coding }, partial, options);
      const digest = partial.digest();
      if (digest === source.sha256) return { servedBy };
      await partial.restart();
      miss = { found: `wrong content: found ${source.size} bytes, sha256 ${digest}`, servedBy, wrongBytes: true };
      // What came before may have been another's fault, so this place gets a chance of its own.
      if (!whole) fruitless++;
      else if (coding === undefined && codedAs !== undefined) coding = codedAs;
      else return miss;
    } catch (error) {
      if (!(error instanceof GetError)) throw error;
      const wrongSize = error instanceof WrongSize;
      if (wrongSize && coding === undefined && error.codedAs !== undefined) {
        coding = error.codedAs;
        continue;
      }
      miss = {
        found: error.message,
        servedBy: error.servedBy,
        ...(wrongSize ? { wrongBytes: true } : {}),
        ...(error instanceof TooSlow ? { slow: true } : {}),
      };
      if (error.final) return miss;
      wait = error.wait;
      fruitless = partial.length - before >= options.timeouts.floor.bytes ? 1 : fruitless + 1;
    }
  }
  return {
    ...miss,
    slow: true,
    found: `${miss.found}; gave up after ${FRUITLESS} attempts in a row that brought next to nothing`,
  };
}

/** An answer of another size than the source's. */
class WrongSize extends GetError {
  /** When it says that it is coded, what it decodes to may be the source. */
  readonly codedAs: Coding | undefined;
  constructor(found: string, { response, servedBy }: Answer) {
    super(`wrong size: ${found} bytes`, true, servedBy);
    this.codedAs = decodable(response.headers["content-encoding"]);
  }
}

/** What is asked for: the source as an address gives it, or what that decodes to. */
interface Asked {
  readonly source: Wanted;
  readonly url: string;
  readonly coding: Coding | undefined;
}

/** Returns when the partial has the source's size; `whole` when all of it came in this one answer. */
async function oneAnswer(
  { source, url, coding }: Asked,
  partial: Partial,
  options: TakeOptions,
): Promise<{ readonly servedBy: string; readonly whole: boolean; readonly codedAs: Coding | undefined }> {
  const from = coding === undefined ? partial.length : 0;
  const answer = await get(url, { ...options, from });
  const { response, body, servedBy } = answer;
  const watch = watchFloor(response, options.timeouts.floor);
  try {
    const resumed = agree(source, answer, { from, coding });
    if (!resumed) await partial.restart();
    options.onProgress(partial.length, source.size);
    const counted = watch.counted(body.pieces);
    for await (const bytes of coding === undefined ? counted : decoded(counted, coding)) {
      const room = source.size - partial.length;
      await partial.append(bytes.subarray(0, room));
      if (bytes.length > room) {
        await partial.restart();
        throw new WrongSize(`more than ${source.size}`, answer);
      }
      options.onProgress(partial.length, source.size);
      // Some servers leave an answer open that has no length.
      if (bytes.length === room && partial.digest() === source.sha256) break;
    }
    const error = body.error();
    options.signal.throwIfAborted();
    if (error instanceof TooSlow) throw new TooSlow(error.message, error.final, servedBy);
    if (error instanceof GetError) throw new GetError(error.message, error.final, servedBy);
    if (partial.length < source.size)
      throw new GetError(
        `cut after ${partial.length} of ${source.size} bytes${error === undefined ? "" : ` (${error.code ?? error.message})`}`,
        false,
        servedBy,
      );
    return { servedBy, whole: !resumed, codedAs: decodable(response.headers["content-encoding"]) };
  } catch (error) {
    if (!(error instanceof GetError) || error.servedBy !== undefined) throw error;
    throw new GetError(error.message, error.final, servedBy);
  } finally {
    watch.stop();
    response.destroy();
  }
}

/**
 * Judges the answer's header; true when the body goes on from byte `from`. What the partial holds may be another's, and
 * is left alone.
 */
function agree(
  source: Wanted,
  answer: Answer,
  { from, coding }: Pick<GetOptions, "from"> & Pick<Asked, "coding">,
): boolean {
  const { response, servedBy } = answer;
  const refuse = (found: string): GetError => new GetError(found, true, servedBy);
  if (response.statusCode === 416)
    throw from === 0 ? refuse("answered 416 to a request for the whole") : new WrongSize(`at most ${from}`, answer);
  if (response.statusCode === 206) {
    const range = /^bytes ([0-9]+)-[0-9]+\/([0-9]+|\*)$/.exec(response.headers["content-range"] ?? "");
    if (range === null || Number(range[1]) !== from) throw refuse("answered with another range than was asked for");
    if (range[2] !== "*" && Number(range[2]) !== source.size) throw new WrongSize(range[2]!, answer);
    return from > 0;
  }
  const length = response.headers["content-length"];
  if (coding === undefined && length !== undefined && Number(length) !== source.size)
    throw new WrongSize(length, answer);
  return false;
}
