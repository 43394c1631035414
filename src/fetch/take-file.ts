// Takes a source from a file of this machine. Must never touch the partial file, which may hold what a network gave.

import { createHash } from "node:crypto";
import { type FileHandle, constants, open, rename, rm } from "node:fs/promises";
import type { Wanted } from "./wanted.ts";
import type { OnProgress } from "./progress.ts";
import type { Miss } from "./miss.ts";

/** A source on its way to a file. */
export interface Taking {
  readonly source: Wanted;
  readonly destination: string;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/**
 * Copies by way of `<destination>.copy`, digesting what is written; undefined on success. Rejects when the signal is
 * raised or the disk fails.
 */
export async function takeFile(
  { source, destination, onProgress, signal }: Taking,
  path: string,
): Promise<Miss | undefined> {
  const miss = (found: string): Miss => ({ found, servedBy: undefined });
  const opened = await openFile(path);
  if (typeof opened === "string") return miss(opened);
  const { input, size } = opened;
  const copy = `${destination}.copy`;
  try {
    if (size !== source.size) return { ...miss(`wrong size: ${size} bytes`), wrongBytes: true };
    await using output = await open(copy, "w", 0o600);
    const hash = createHash("sha256");
    const buffer = Buffer.alloc(1 << 20);
    let done = 0;
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await input.read(buffer, 0, Math.min(buffer.length, source.size - done));
      if (bytesRead === 0) break;
      const bytes = buffer.subarray(0, bytesRead);
      hash.update(bytes);
      for (let at = 0; at < bytes.length; ) at += (await output.write(bytes, at, bytes.length - at)).bytesWritten;
      onProgress((done += bytesRead), source.size);
    }
    const digest = hash.digest("hex");
    if (done !== source.size || digest !== source.sha256)
      return { ...miss(`wrong content: found ${done} bytes, sha256 ${digest}`), wrongBytes: true };
    await rename(copy, destination);
    return undefined;
  } finally {
    await input.close();
    await rm(copy, { force: true });
  }
}

/** Opens a file of this machine to be read, which whoever asked closes; or says why that cannot be. */
export async function openFile(path: string): Promise<{ readonly input: FileHandle; readonly size: number } | string> {
  let input: FileHandle;
  try {
    // A fifo that nobody writes to is not waited for.
    input = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR" ? "no such file" : `cannot be opened: ${code}`;
  }
  const facts = await input.stat();
  if (facts.isFile()) return { input, size: facts.size };
  await input.close();
  return "is not a file";
}
