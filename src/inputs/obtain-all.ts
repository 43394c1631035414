// Many sources at once: side by side, and each file once, whichever recipes name it. Must never try a file's places
// again for another recipe when none of them gave it.

import type { Failure, Result } from "../model/failure.ts";
import type { Source } from "../model/recipe.ts";
import { obtainSource } from "./sources.ts";
import type { Obtaining } from "./obtaining.ts";

/** Files at a time: more would share one line, and ask one mirror too much. */
export const AT_ONCE = 4;

/** One upstream file, with every source that it is. */
export interface PinnedFile {
  /** Of one sha256 and size, at least one; each has the places of all. */
  readonly sources: readonly Source[];
}

/** The files of sources, in the order in which they are first named. */
export function filesOf(sources: readonly Source[]): readonly PinnedFile[] {
  const files = Map.groupBy(sources, ({ sha256, size }) => `${sha256} ${size}`);
  return [...files.values()].map((same) => ({
    sources: [...new Set(same)].map((source) => ({
      ...source,
      places: [...source.places, ...same.flatMap((each) => each.places)],
    })),
  }));
}

/**
 * Brings every source of the files into the store; what could not be is told by file, in the files' order. `onDone` is
 * told of each file as soon as it and all before it are done, and is waited for. Throws the signal's reason when it fires.
 */
export async function obtainAll(
  obtaining: Obtaining,
  files: readonly PinnedFile[],
  onDone: (file: PinnedFile, failures: readonly Failure[]) => Promise<void> = async () => {},
): Promise<readonly Failure[]> {
  const done: (readonly Failure[] | undefined)[] = files.map(() => undefined);
  let told = 0;
  let telling = Promise.resolve();
  await sideBySide(files.length, AT_ONCE, async (index) => {
    if (obtaining.signal.aborted) return;
    done[index] = await obtainFileOf(obtaining, files[index]!);
    telling = telling.then(async () => {
      for (let ready = done[told]; ready !== undefined; ready = done[told]) await onDone(files[told++]!, ready);
    });
    await telling;
  });
  // Else what was not begun would count as had.
  obtaining.signal.throwIfAborted();
  return done.flatMap((failures) => failures ?? []);
}

async function obtainFileOf(obtaining: Obtaining, { sources }: PinnedFile): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (const source of sources) {
    const obtained: Result<unknown> = await obtainSource(obtaining, source);
    if (obtained.ok) continue;
    failures.push(...obtained.failures);
    if (!(await obtaining.store.hasBlob(source.sha256))) break;
  }
  return failures;
}

/** Works on numbers from 0, `most` at a time. Rejects with the first error, once nothing runs any more. */
export async function sideBySide(count: number, most: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      await work(next++).catch((error: unknown) => {
        next = count;
        throw error;
      });
    }
  };
  const settled = await Promise.allSettled(Array.from({ length: Math.min(most, count) }, worker));
  for (const each of settled) if (each.status === "rejected") throw each.reason;
}
