// A file that is made here of what lies on this machine, and stays only when it is the pinned one. Must never touch the
// partial file, which may hold what a network gave.

import { createHash } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import type { Miss } from "./miss.ts";
import type { OnProgress } from "./progress.ts";
import type { Wanted } from "./wanted.ts";

/** A source on its way to a file. */
export interface Taking {
  readonly source: Wanted;
  readonly destination: string;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** Adds bytes to the file; gives how many it then has. Rejects when the signal is raised or the disk fails. */
export type Write = (bytes: Uint8Array) => Promise<number>;

/**
 * By way of `<destination>.copy`, digesting what `give` writes; undefined on success. `done` is what messages say was
 * done to the bytes: "found". Rejects as `give` does.
 */
export async function checkedCopy(
  { source, destination, onProgress, signal }: Taking,
  done: string,
  give: (write: Write) => Promise<Miss | undefined>,
): Promise<Miss | undefined> {
  const copy = `${destination}.copy`;
  try {
    await using output = await open(copy, "w", 0o600);
    const hash = createHash("sha256");
    let size = 0;
    const missed = await give(async (bytes) => {
      signal.throwIfAborted();
      hash.update(bytes);
      for (let at = 0; at < bytes.length; ) at += (await output.write(bytes, at, bytes.length - at)).bytesWritten;
      size += bytes.length;
      onProgress(Math.min(size, source.size), source.size);
      return size;
    });
    if (missed !== undefined) return missed;
    const digest = hash.digest("hex");
    if (size !== source.size || digest !== source.sha256)
      return { found: `wrong content: ${done} ${size} bytes, sha256 ${digest}`, servedBy: undefined, wrongBytes: true };
    await rename(copy, destination);
    return undefined;
  } finally {
    await rm(copy, { force: true });
  }
}

/** Writes the first bytes of a file, at most `size`; gives how many there were. */
export async function writeFrom(input: FileHandle, size: number, write: Write): Promise<number> {
  const buffer = Buffer.alloc(1 << 20);
  let done = 0;
  for (;;) {
    const { bytesRead } = await input.read(buffer, 0, Math.min(buffer.length, size - done));
    if (bytesRead === 0) return done;
    await write(buffer.subarray(0, bytesRead));
    done += bytesRead;
  }
}
