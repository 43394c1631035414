// The pieces of an answer's body, up to the end or a break. Must never lose a byte that had come in before a break, as
// iterating over a Node stream does: it throws away what it holds when the connection fails.

import type { IncomingMessage } from "node:http";

export interface Pieces {
  /** Ends at the end of the body or where it broke off. */
  readonly pieces: AsyncIterable<Uint8Array>;
  /** What broke it off; undefined while or when nothing did. */
  error(): NodeJS.ErrnoException | undefined;
}

/** As many pieces as are held before the sender has to wait. */
const HELD = 64;

export function piecesOf(response: IncomingMessage): Pieces {
  const held: Uint8Array[] = [];
  let over = false;
  let error: NodeJS.ErrnoException | undefined;
  let wake = (): void => {};
  response.on("data", (bytes: Uint8Array) => {
    if (held.push(bytes) >= HELD) response.pause();
    wake();
  });
  response.on("error", (given) => (error = given));
  response.on("close", () => {
    over = true;
    wake();
  });
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = held.shift();
      if (next !== undefined) {
        if (held.length === 0) response.resume();
        yield next;
      } else if (over) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  return { pieces: pieces(), error: () => error };
}
