// A small file that nobody has pinned: a key from a server, a page that proves something. What it says is for others to
// check. Must never take more bytes, or more time, than it is allowed.

import { fail, succeed, type Result } from "../model/failure.ts";
import { openAgents } from "./agents.ts";
import { GetError, get, type GetOptions } from "./http-get.ts";
import { withoutPassword } from "./places.ts";

export interface SmallFileOptions {
  /** Bytes, at the most. */
  readonly most: number;
  /** Milliseconds for all of it. */
  readonly patience: number;
  readonly agents?: GetOptions["agents"];
  /** As in GetOptions. */
  readonly stays?: boolean;
  readonly signal?: AbortSignal;
}

export async function smallFile(
  url: string,
  { most, patience, agents, stays = false, signal }: SmallFileOptions,
): Promise<Result<Buffer>> {
  using own = agents === undefined ? openAgents() : undefined;
  const deadline = AbortSignal.timeout(patience);
  const missed = (found: string) => fail("key-unavailable", `Cannot fetch "${withoutPassword(url)}": ${found}`);
  try {
    const timeouts = { answer: patience, stall: patience, floor: { bytes: 0, milliseconds: patience } };
    const { response, body } = await get(url, {
      from: 0,
      stays,
      agents: agents ?? own!,
      timeouts,
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    });
    try {
      const pieces: Uint8Array[] = [];
      let size = 0;
      for await (const piece of body.pieces) {
        size += piece.length;
        if (size > most) return missed(`it has more than ${most} bytes`);
        pieces.push(piece);
      }
      if (deadline.aborted) return missed(`it did not come within ${patience} ms`);
      const broken = body.error();
      const length = response.headers["content-length"];
      if (broken !== undefined || (length !== undefined && Number(length) !== size)) return missed("it broke off");
      return succeed(Buffer.concat(pieces));
    } finally {
      response.destroy();
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (deadline.aborted) return missed(`no answer came within ${patience} ms`);
    if (!(error instanceof GetError)) throw error;
    return missed(error.message);
  }
}
