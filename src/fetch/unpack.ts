// Unpacks a tar archive into a directory: files, whether they are executable, and links; no owners, no times, no other
// modes. Must never leave part of a tree behind when it fails. The tree depends on the archive alone: not on umask,
// user or locale.

import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { basename } from "node:path";
import { type Result, fail, succeed } from "../model/failure.ts";
import type { Source } from "../model/recipe.ts";
import { decompressed } from "./decompress.ts";
import { InnerFile } from "./inner.ts";
import type { OnProgress } from "./progress.ts";
import { Refused } from "./refused.ts";
import { type TarHandler, TarReader } from "./tar/reader.ts";
import { TreeWriter, type UnpackLimits } from "./tar/tree-writer.ts";

export interface UnpackOptions extends Omit<NonNullable<Source["unpack"]>, "tree"> {
  /** What messages call the archive; its file name unless told. */
  readonly name?: string;
  readonly limits?: UnpackLimits;
  /** Bytes of the archive read, of its size (of the inner archive's, once that is reached). */
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

export interface Unpacked {
  /** As the archive counts them, directories and what was removed included. */
  readonly entries: number;
  readonly bytes: number;
}

export const defaultLimits: UnpackLimits = { entries: 1_000_000, bytes: 20 * 2 ** 30 };

/**
 * Unpacks into `into`, which must be empty or absent; after a failure it is absent. `<into>.inner` is used for an inner
 * archive. Modification times are those of the writing: whoever lays the tree out for a build must set them.
 */
export async function unpack(archive: string, into: string, options: UnpackOptions): Promise<Result<Unpacked>> {
  const { name = basename(archive), limits = defaultLimits, onProgress = () => {}, signal } = options;
  const thing = `Cannot unpack ${JSON.stringify(name)}`;
  if (await isFilled(into)) return fail("destination", `${thing}: the directory ${JSON.stringify(into)} is not empty`);
  const inner = `${into}.inner`;
  try {
    if (options.inner !== undefined) {
      await rm(inner, { force: true });
      await walk(archive, new InnerFile(options.inner, inner, limits), onProgress, signal);
    }
    await mkdir(into, { recursive: true });
    const tree = new TreeWriter(into, options, limits);
    await walk(options.inner === undefined ? archive : inner, tree, onProgress, signal);
    return succeed({ entries: tree.entries, bytes: tree.bytes });
  } catch (error) {
    await rm(into, { recursive: true, force: true });
    if (error instanceof Refused)
      return fail(
        "archive-refused",
        `${thing}: ${error.message}`,
        error.hint === undefined ? {} : { hint: error.hint },
      );
    if (signal?.aborted === true) return fail("interrupted", `${thing}: interrupted`);
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    if (code === undefined || syscall === undefined) throw error;
    return fail("file-system", `${thing}: ${message}`);
  } finally {
    await rm(inner, { force: true });
  }
}

interface Sink extends TarHandler {
  /** The whole archive was read: what can only now be judged or done. */
  finish(): void;
  close(): void;
}

async function walk(
  archive: string,
  sink: Sink,
  onProgress: OnProgress,
  signal: AbortSignal | undefined,
): Promise<void> {
  const total = (await stat(archive)).size;
  const reader = new TarReader(sink);
  try {
    for await (const bytes of decompressed(archive, (read) => onProgress(read, total))) {
      signal?.throwIfAborted();
      reader.push(bytes);
    }
    reader.end();
    sink.finish();
  } finally {
    sink.close();
  }
}

async function isFilled(directory: string): Promise<boolean> {
  try {
    return (await readdir(directory)).length > 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
