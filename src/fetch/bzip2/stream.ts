// The decoded bytes of a bzip2 file, from a thread of their own. Must never leave that thread running.

import { on } from "node:events";
import { Worker } from "node:worker_threads";
import type { Bzip2Answer, Bzip2Order } from "./worker.ts";
import type { Reading } from "../reading.ts";
import { Refused } from "../refused.ts";

/** Throws Refused for bytes that are not bzip2, the file system's errors, and the signal's reason. */
export async function* bzip2Stream(path: string, { onRead, signal }: Reading): AsyncGenerator<Uint8Array> {
  const posted = new Int32Array(new SharedArrayBuffer(4));
  const order: Bzip2Order = { path, posted };
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: order, execArgv: [], env: {} });
  try {
    const answers = on(worker, "message", signal === undefined ? {} : { signal }) as AsyncIterable<[Bzip2Answer]>;
    for await (const [answer] of answers) {
      switch (answer.type) {
        case "piece":
          Atomics.sub(posted, 0, 1);
          Atomics.notify(posted, 0);
          onRead(answer.read);
          yield answer.bytes;
          break;
        case "end":
          return;
        case "refused":
          throw new Refused(answer.found);
        case "error":
          throw Object.assign(answer.error, { code: answer.code, syscall: answer.syscall });
      }
    }
  } finally {
    await worker.terminate();
  }
}
