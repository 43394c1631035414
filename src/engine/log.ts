// The log of one build: every line compressed to a file in scratch as it comes, the last ones kept at hand, the whole
// put into the store at the end. Bounded in memory and on disk, whatever a step prints; and what was printed a second
// ago can be read from the file, whatever becomes of this process.

import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { constants, createGzip } from "node:zlib";

const TAIL_LINES = 20;
/** Bytes of text that a log takes: a few times what the longest builds of compilers print. */
const LONGEST_LOG = 256 << 20;
const PIECE = 1 << 16;
/** Characters of a line that are kept at hand: what a person looks at in an error. The file has all of it. */
const LONGEST_KEPT = 500;
/** The longest that a line waits before it is in the file. */
const FLUSH_MILLISECONDS = 1000;

export interface Log {
  /** Begins a step, under a line that says so. */
  step(heading: string): void;
  /** A line of the running step's output. */
  line(text: string): void;
  /** The last lines of the running step's output. */
  tail(): readonly string[];
  /** Ends the log and gives the whole of it, compressed. Rejects with the file system's error. */
  close(): Promise<Uint8Array>;
}

/**
 * Opens a gzip log at `path`, where there must be nothing or an empty file. What comes after `longest` bytes is left
 * out, and the log says so.
 */
export function openLog(path: string, longest = LONGEST_LOG): Log {
  const gzip = createGzip();
  const written = pipeline(gzip, createWriteStream(path));
  // A write error is reported by close(); until then neither it nor the lines that come after it may end the process.
  written.catch(() => undefined);
  gzip.on("error", () => undefined);
  let last: string[] = [];
  // Lines can come faster than they are compressed, and then wait in memory: so they wait in large pieces, and not
  // without end.
  let piece = "";
  let bytes = 0;
  let leftOut = 0;
  let flushing: NodeJS.Timeout | undefined;
  const flush = (): void => {
    flushing = undefined;
    if (piece !== "") gzip.write(piece);
    piece = "";
    gzip.flush(constants.Z_SYNC_FLUSH);
  };
  const write = (text: string): void => {
    bytes += Buffer.byteLength(text) + 1;
    if (bytes > longest) leftOut++;
    else if ((piece += `${text}\n`).length >= PIECE) {
      gzip.write(piece);
      piece = "";
    }
    flushing ??= setTimeout(flush, FLUSH_MILLISECONDS).unref();
  };
  return {
    step(heading) {
      write(`# ${heading}`);
      last = [];
    },
    line(text) {
      write(text);
      last.push(kept(text));
      if (last.length > 2 * TAIL_LINES) last = last.slice(-TAIL_LINES);
    },
    tail: () => last.slice(-TAIL_LINES),
    async close() {
      clearTimeout(flushing);
      gzip.write(piece);
      if (leftOut > 0)
        gzip.write(
          `# omitted: ${leftOut} more lines, as a log takes ${longest} bytes; the last are these\n${last.slice(-TAIL_LINES).join("\n")}\n`,
        );
      gzip.end();
      await written;
      return readFile(path);
    },
  };
}

function kept(line: string): string {
  if (line.length <= LONGEST_KEPT) return line;
  return `${line.slice(0, LONGEST_KEPT).toWellFormed()}... (${line.length} characters)`;
}
