// The floor under an answer's speed: one that brings less is broken off. Must never break off one that is read slowly
// here, as long as its bytes come in.

import type { IncomingMessage } from "node:http";
import { type Floor, GetError } from "./http-get.ts";

/** An answer that brings less than the floor asks for. */
export class TooSlow extends GetError {}

export interface FloorWatch {
  /** The same pieces, counted. */
  counted(pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  stop(): void;
}

/** Destroys the answer with TooSlow once a span of time has brought too little. */
export function watchFloor(response: IncomingMessage, floor: Floor): FloorWatch {
  let received = 0;
  const timer = setInterval(() => {
    if (received < floor.bytes)
      response.destroy(new TooSlow(`too slow: ${received} bytes in ${floor.milliseconds} ms`, true));
    received = 0;
  }, floor.milliseconds);
  return {
    async *counted(pieces) {
      for await (const bytes of pieces) {
        received += bytes.length;
        yield bytes;
      }
    },
    stop: () => clearInterval(timer),
  };
}
