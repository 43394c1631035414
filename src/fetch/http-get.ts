// One GET over http or https: redirects, proxies, time limits. Must never follow more than MOST_REDIRECTS, nor wait for
// ever.

import type { Agent, IncomingMessage } from "node:http";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { type Pieces, piecesOf } from "./pieces.ts";
import { withoutPassword } from "./places.ts";
import { webAddress } from "./web-address.ts";

/** Milliseconds. */
export interface Timeouts {
  /** Until the answer's header is there. */
  readonly answer: number;
  /** Between two pieces of the body. */
  readonly stall: number;
  /** How much of the body has to come in each span of time: who brings less is left for the next place. */
  readonly floor: Floor;
}

export interface Floor {
  readonly bytes: number;
  readonly milliseconds: number;
}

export interface GetOptions {
  /** The first byte wanted. */
  readonly from: number;
  /** Redirects to another host are not followed: the answer is to be the host's own that was asked. */
  readonly stays?: boolean;
  /** The header Accept, where forms can be chosen. */
  readonly accept?: string | undefined;
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
  /** Milliseconds that the server asks to be left alone. */
  readonly wait: number;
  constructor(message: string, final: boolean, servedBy?: string, wait = 0) {
    super(message);
    this.final = final;
    this.servedBy = servedBy;
    this.wait = wait;
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
    if (![301, 302, 303, 307, 308].includes(status)) throw refusal(response, servedBy);
    const location = response.headers.location;
    if (location === undefined || !URL.canParse(location, at))
      throw new GetError(`answered ${status} with no address to go to`, true, servedBy);
    const next = new URL(location, at);
    if (options.stays === true && next.host !== new URL(at).host)
      throw new GetError(`sent on to another host, ${JSON.stringify(next.host)}`, true, servedBy);
    at = next.href;
  }
  throw new GetError(`redirected more than ${MOST_REDIRECTS} times, last to ${withoutPassword(at)}`, true);
}

/** The longest that a server is waited for. */
const LONGEST_WAIT = 120_000;

function refusal({ statusCode = 0, statusMessage = "", headers }: IncomingMessage, servedBy: string): GetError {
  const said = `answered ${statusCode} ${statusMessage}`.trimEnd();
  const wait = statusCode === 429 || statusCode === 503 ? retryAfter(headers) : 0;
  if (wait > LONGEST_WAIT)
    return new GetError(`${said}, and asks to be left alone for ${Math.ceil(wait / 1000)} s`, true, servedBy);
  return new GetError(said, statusCode < 500 && statusCode !== 408 && statusCode !== 429, servedBy, wait);
}

/**
 * Milliseconds that `Retry-After` asks for, as seconds or as a date (RFC 9110, 10.2.3). A date is taken by the server's
 * own clock, which its `Date` tells; 0 when it cannot be told.
 */
function retryAfter(headers: IncomingMessage["headers"]): number {
  const value = headers["retry-after"]?.trim() ?? "";
  if (/^[0-9]{1,9}$/.test(value)) return Number(value) * 1000;
  const wait = Date.parse(value) - Date.parse(headers.date ?? "");
  return Number.isNaN(wait) ? 0 : Math.max(0, wait);
}

function ask(url: string, options: GetOptions): Promise<Omit<Answer, "servedBy">> {
  const parsed = webAddress(url);
  if (parsed === undefined)
    throw new GetError(`the address ${JSON.stringify(withoutPassword(url))} is not one of http or https`, true);
  const secure = parsed.protocol === "https:";
  const headers: Record<string, string> = { "accept-encoding": "identity", "user-agent": "fromseed" };
  if (options.accept !== undefined) headers["accept"] = options.accept;
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
