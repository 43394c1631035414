// Unpacks a tar archive into a directory: files, whether they are executable, and links; no owners, no times, no other
// modes. UNPACKING.md tells all of it. The tree depends on the archive and the recipe alone, never on umask, user or
// locale.

import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { basename } from "node:path";
import { type Result, fail, succeed } from "../model/failure.ts";
import type { Source } from "../model/recipe.ts";
import { type ArMember, arMembers } from "./ar.ts";
import { decompressed } from "./decompress.ts";
import { InnerFile } from "./inner.ts";
import { type UnpackLimits, mostRead, tooMuch, unpackLimits } from "./limits.ts";
import type { OnProgress } from "./progress.ts";
import { reading } from "./reading.ts";
import { Refused } from "./refused.ts";
import { Pace } from "./steps.ts";
import { type TarHandler, TarReader } from "./tar/reader.ts";
import { TreeWriter } from "./tar/tree-writer.ts";

export interface UnpackOptions extends Omit<NonNullable<Source["unpack"]>, "tree"> {
  /** What messages call the archive; its file name by default. */
  readonly name?: string;
  /** Others than the usual ones: for tests. */
  readonly limits?: Partial<UnpackLimits>;
  /** Bytes of the archive read, of its size (of the inner archive's, once that is reached). */
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * Unpacks into `into`, which must be empty or absent. After a failure it holds a part of the tree, for its owner to take
 * away: that can take longer than anybody waits who stops a run. `<into>.inner` is used for an inner archive.
 * Modification times are those of the writing: whoever lays the tree out for a build must set them.
 */
export async function unpack(archive: string, into: string, options: UnpackOptions): Promise<Result<void>> {
  const { name = basename(archive), signal } = options;
  const thing = `Cannot unpack ${JSON.stringify(name)}`;
  if (await isFilled(into)) return fail("destination", `${thing}: the directory ${JSON.stringify(into)} is not empty`);
  const inner = `${into}.inner`;
  const limits = { ...unpackLimits, ...options.limits };
  const way: Way = { limits, signal, onProgress: options.onProgress ?? (() => {}) };
  try {
    const members = await arMembers(archive, limits);
    if (options.inner !== undefined) {
      await rm(inner, { force: true });
      const sink = new InnerFile(options.inner, inner);
      await (members === undefined ? walk(archive, sink, way) : takeMember(members, options.inner.path, { sink, way }));
    } else if (members !== undefined)
      throw new Refused("it is an ar archive, as a Debian package is", { hint: NAME_IT });
    await mkdir(into, { recursive: true });
    await walk(options.inner === undefined ? archive : inner, new TreeWriter(into, options, limits), way);
    return succeed(undefined);
  } catch (error) {
    if (signal?.aborted === true) return fail("interrupted", `${thing}: interrupted`);
    if (error instanceof Refused) {
      const { code, message, hint, place } = error;
      return fail(code, `${thing}: ${message}`, {
        ...(hint === undefined ? {} : { hint }),
        ...(place === undefined ? {} : { place }),
      });
    }
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    if (code === undefined || syscall === undefined) throw error;
    return fail("file-system", `${thing}: ${message}`);
  } finally {
    await rm(inner, { force: true });
  }
}

const NAME_IT = 'say which archive within it to unpack, as in "inner: {path: data.tar.xz, sha256: ...}"';

interface Sink extends TarHandler {
  /** The whole archive was read: what can only now be judged or done. */
  finish(): Iterable<undefined>;
  close(): void;
}

/** What one archive after the other is read with. */
interface Way {
  readonly limits: UnpackLimits;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: OnProgress;
}

async function walk(archive: string, sink: Sink, { limits, signal, onProgress }: Way): Promise<void> {
  const pace = new Pace(signal);
  const reader = new TarReader(sink, limits);
  try {
    const total = (await stat(archive)).size;
    const most = mostRead(total, limits);
    let read = 0;
    const how = { onRead: (count: number): void => onProgress(count, total), signal };
    for await (const bytes of decompressed(archive, how, limits)) {
      signal?.throwIfAborted();
      read += bytes.length;
      if (read > most) throw tooMuch(`it is more than ${most} bytes long once decompressed`);
      await pace.walk(reader.push(bytes));
    }
    reader.end();
    await pace.walk(sink.finish());
  } finally {
    sink.close();
  }
}

/** Of an ar archive, the one member that is wanted. */
async function takeMember(
  members: readonly ArMember[],
  name: string,
  { sink, way: { signal, onProgress } }: { readonly sink: Sink; readonly way: Way },
): Promise<void> {
  const pace = new Pace(signal);
  try {
    for (const member of members) {
      if (member.name !== name) continue;
      await pace.walk(sink.entry({ type: "file", name, target: "", mode: 0, size: member.size }));
      const onRead = (count: number): void => onProgress(count, member.from + member.size);
      if (member.size > 0) for await (const bytes of reading(member, { onRead, signal })) sink.body(bytes);
      sink.done();
    }
    await pace.walk(sink.finish());
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
