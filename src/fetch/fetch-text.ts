// Fetches a small file of which only the longest length is known. Must never keep a byte more than that, nor believe what
// comes: whoever asks has to check it.

import { fail, succeed, type Result } from "../model/failure.ts";
import { openAgents } from "./agents.ts";
import { watchFloor } from "./floor.ts";
import { get, GetError, type GetOptions } from "./http-get.ts";
import { defaultTimeouts, type NetworkOptions, pause } from "./patience.ts";
import { withoutPassword } from "./places.ts";

/** Attempts at one address, a second, two and four apart. */
const ATTEMPTS = 4;

/** Gives the whole body of a 200. Failures: source-unavailable, interrupted. */
export async function fetchText(
  url: string,
  most: number,
  options: NetworkOptions & {
    /** The forms that are wanted, as the header Accept has them. */
    readonly accept?: string | undefined;
  },
): Promise<Result<Buffer>> {
  const { proxies, timeouts = defaultTimeouts, sleep = pause, accept } = options;
  const { signal = new AbortController().signal } = options;
  using agents = openAgents(proxies);
  const shown = withoutPassword(url);
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        return succeed(await body(url, most, { from: 0, accept, agents, timeouts, signal }));
      } catch (error) {
        if (!(error instanceof GetError)) throw error;
        if (error.final || attempt === ATTEMPTS)
          return fail("source-unavailable", `Cannot fetch "${shown}": ${error.message}`, {
            ...(error.servedBy === undefined ? {} : { details: [`served by ${error.servedBy}`] }),
          });
        await sleep(Math.max(error.wait, 1000 * 2 ** (attempt - 1)), signal);
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    return fail("interrupted", `Cannot fetch "${shown}": interrupted`);
  }
}

async function body(url: string, most: number, options: GetOptions): Promise<Buffer> {
  const { response, body, servedBy } = await get(url, options);
  const watch = watchFloor(response, options.timeouts.floor);
  const refuse = (found: string, final: boolean): GetError => new GetError(found, final, servedBy);
  try {
    if (response.statusCode !== 200) throw refuse(`answered ${response.statusCode} to a request for the whole`, true);
    const told = response.headers["content-length"];
    const pieces: Uint8Array[] = [];
    let length = 0;
    for await (const bytes of watch.counted(body.pieces)) {
      length += bytes.length;
      if (length > most) throw refuse(`it is longer than ${most} bytes`, true);
      pieces.push(bytes);
    }
    options.signal.throwIfAborted();
    const error = body.error();
    if (error instanceof GetError) throw refuse(error.message, error.final);
    if (error !== undefined || (told !== undefined && Number(told) !== length))
      throw refuse(`cut after ${length} bytes`, false);
    return Buffer.concat(pieces, length);
  } finally {
    watch.stop();
    response.destroy();
  }
}
