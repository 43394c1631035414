// One GET over http or https: redirects, proxies, time limits. Must never follow more than MOST_REDIRECTS, nor wait for
// ever.

import type { Agent, IncomingMessage } from "node:http";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { type Pieces, piecesOf } from "./pieces.ts";
import { withoutPassword } from "./places.ts";

/** Milliseconds. */
export interface Timeouts {
  /** Until the answer's header is there. */
  readonly answer: number;
  /** Between two pieces of the body. */
  readonly stall: number;
}

export interface GetOptions {
  /** The first byte wanted. */
  readonly from: number;
  readonly agents: { readonly http: Agent; readonly https: Agent };
  readonly timeouts: Timeouts;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly response: IncomingMessage;
  readonly body: Pieces;
  /** Who answered: the last address after redirects, and the network address of the machine. */
  readonly servedBy: string;
}

/** The world's fault, said for a person. `final` when trying again would not help. */
export class GetError extends Error {
  readonly final: boolean;
  readonly servedBy: string | undefined;
  constructor(message: string, final: boolean, servedBy?: string) {
    super(message);
    this.final = final;
    this.servedBy = servedBy;
  }
}

const MOST_REDIRECTS = 5;

/** Gives an answer of 200, 206 or 416, and throws GetError for all else. The caller reads or destroys the response. */
export async function get(url: string, options: GetOptions): Promise<Answer> {
  let at = url;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const { response, body } = await ask(at, options);
    const machine = response.socket.remoteAddress ?? "unknown";
    const servedBy = at === url ? machine : `${withoutPassword(at)} at ${machine}`;
    const status = response.statusCode ?? 0;
    if (status === 200 || status === 206 || status === 416) return { response, body, servedBy };
    response.destroy();
    if (![301, 302, 303, 307, 308].includes(status))
      throw new GetError(
        `answered ${status} ${response.statusMessage ?? ""}`.trimEnd(),
        status < 500 && status !== 408 && status !== 429,
        servedBy,
      );
    const location = response.headers.location;
    if (location === undefined || !URL.canParse(location, at))
      throw new GetError(`answered ${status} with no address to go to`, true, servedBy);
    at = new URL(location, at).href;
  }
  throw new GetError(`redirected more than ${MOST_REDIRECTS} times, last to ${withoutPassword(at)}`, true);
}

function ask(url: string, options: GetOptions): Promise<Omit<Answer, "servedBy">> {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== "http:" && parsed?.protocol !== "https:")
    throw new GetError(`the address ${JSON.stringify(withoutPassword(url))} is not one of http or https`, true);
  const secure = parsed.protocol === "https:";
  const headers: Record<string, string> = { "accept-encoding": "identity", "user-agent": "fromseed" };
  if (options.from > 0) headers["range"] = `bytes=${options.from}-`;
  return new Promise((resolve, reject) => {
    const request = (secure ? httpsRequest : httpRequest)(parsed, {
      headers,
      agent: secure ? options.agents.https : options.agents.http,
      signal: options.signal,
    });
    const timer = setTimeout(
      () => request.destroy(new GetError(`no answer within ${options.timeouts.answer} ms`, false)),
      options.timeouts.answer,
    );
    request.on("response", (response) => {
      clearTimeout(timer);
      const { stall } = options.timeouts;
      request.setTimeout(stall, () => response.destroy(new GetError(`stalled: no byte for ${stall} ms`, false)));
      // The body is listened to from the first moment, since it may break off before the caller looks.
      resolve({ response, body: piecesOf(response) });
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      if (error instanceof GetError || options.signal.aborted) reject(error);
      else reject(new GetError(`cannot be reached: ${reason(error)}`, false));
    });
    request.end();
  });
}

/** The first words of an error's message, without what differs between runs. */
function reason(error: NodeJS.ErrnoException): string {
  const first = error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException) : error;
  return first.code ?? first.message;
}
