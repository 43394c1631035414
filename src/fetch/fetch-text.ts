// Fetches a small file of which only the longest length is known. Must never keep a byte more than that, nor believe what
// comes: whoever asks has to check it.

import { fail, type Result } from "../model/failure.ts";
import { openAgents } from "./agents.ts";
import { watchFloor } from "./floor.ts";
import { get, GetError, type GetOptions } from "./http-get.ts";
import type { Answered } from "./miss.ts";
import { defaultTimeouts, type NetworkOptions, pause } from "./patience.ts";
import { withoutPassword } from "./places.ts";

/** Attempts at one address, a second, two and four apart. */
const ATTEMPTS = 4;

interface TextOptions extends NetworkOptions {
  /** The forms that are wanted, as the header Accept has them. */
  readonly accept?: string | undefined;
}

/** Gives the whole body of a 200. Rejects with the signal's reason when it is raised. */
export async function askText(url: string, most: number, options: TextOptions): Promise<Answered> {
  const { proxies, timeouts = defaultTimeouts, sleep = pause, accept } = options;
  const { signal = new AbortController().signal } = options;
  using agents = openAgents(proxies);
  for (let attempt = 1; ; attempt++) {
    try {
      return { ok: true, value: await body(url, most, { from: 0, accept, agents, timeouts, signal }) };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof GetError)) throw error;
      if (error.final || attempt === ATTEMPTS) return { ok: false, found: error.message, servedBy: error.servedBy };
      await sleep(Math.max(error.wait, 1000 * 2 ** (attempt - 1)), signal);
    }
  }
}

/** As askText, for whoever has no other place to ask. Failures: source-unavailable, interrupted. */
export async function fetchText(url: string, most: number, options: TextOptions): Promise<Result<Buffer>> {
  const action = `Cannot fetch "${withoutPassword(url)}"`;
  try {
    const answered = await askText(url, most, options);
    if (answered.ok) return answered;
    return fail("source-unavailable", `${action}: ${answered.found}`, {
      ...(answered.servedBy === undefined ? {} : { details: [`served by ${answered.servedBy}`] }),
    });
  } catch (error) {
    if (options.signal?.aborted !== true) throw error;
    return fail("interrupted", `${action}: interrupted`);
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
