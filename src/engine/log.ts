// The log of one build: every line compressed to a file in scratch as it comes, the last ones kept at hand, the whole
// put into the store at the end. Bounded in memory.

import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

const TAIL_LINES = 20;

export interface Log {
  line(text: string): void;
  /** The last lines of the running step's output. */
  tail(): readonly string[];
  /** Ends the log and gives the whole of it, compressed. Rejects with the file system's error. */
  close(): Promise<Uint8Array>;
}

/** Opens a gzip log at `path`, which must not be there. */
export function openLog(path: string): Log {
  const gzip = createGzip();
  const written = pipeline(gzip, createWriteStream(path));
  // A write error is reported by close(); until then neither it nor the lines that come after it may end the process.
  written.catch(() => undefined);
  gzip.on("error", () => undefined);
  let last: string[] = [];
  return {
    line(text) {
      gzip.write(`${text}\n`);
      if (text.startsWith("# ")) return;
      last.push(text);
      if (last.length > 2 * TAIL_LINES) last = last.slice(-TAIL_LINES);
    },
    tail: () => last.slice(-TAIL_LINES),
    async close() {
      gzip.end();
      await written;
      return readFile(path);
    },
  };
}
