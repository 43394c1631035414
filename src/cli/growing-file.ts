// A file that another process is still writing, read along to the end that it will have.

import { open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const REST_MILLISECONDS = 250;

/** Yields the file's bytes in pieces as they come, until nobody writes any more, or the signal fires. */
export async function* growingFile(
  path: string,
  written: () => boolean,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const file = await open(path);
  try {
    for (let ended = false; !signal.aborted; ) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(1 << 16));
      if (bytesRead > 0) yield buffer.subarray(0, bytesRead);
      else if (ended) return;
      // What was written before its writer ended is still to be read.
      else if (!(ended = !written())) await sleep(REST_MILLISECONDS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await file.close();
  }
}
