// The part of an audit that is about who has read the sources: how many lines nobody has, and what to read next. Must
// never count a file twice, however many sources hold it.

import { byBytes } from "../bytes/order.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import { fileLines } from "../inputs/file-lines.ts";
import type { Obtaining } from "../inputs/obtaining.ts";
import { succeed, type Result } from "../model/failure.ts";
import { isBridge, type Stage } from "../model/recipe.ts";
import {
  readLines,
  TOGETHER,
  unread,
  type Coverage,
  type ReadLines,
  type SourceFile,
  type Unread,
} from "../review/coverage.ts";

export interface ReviewedSource extends ReadLines {
  /** As `fromseed review` takes it. */
  readonly source: string;
  /** Who has read some of it. */
  readonly readers: readonly string[];
}

export interface Reviewed {
  /** Of all sources; a file that several hold counts once. */
  readonly all: ReadLines;
  /** Sorted by name. */
  readonly sources: readonly ReviewedSource[];
  /** What to read next, the most lines first. */
  readonly next: readonly Unread[];
}

/** Weighs the sources of a closure's open stages. Those that are not in the store yet are obtained. */
export async function reviewedOf(
  obtaining: Obtaining,
  ordered: readonly Stage[],
  coverage: Coverage,
): Promise<Result<Reviewed>> {
  const sources = new Map<Sha256, { readonly name: string; readonly files: readonly SourceFile[] }>();
  for (const { recipe } of ordered)
    for (const source of recipe.sources) {
      const id = source.unpack?.tree ?? source.sha256;
      // A bridge cannot be read.
      if (sources.has(id) || isBridge(source)) continue;
      const files = await fileLines(obtaining, source);
      if (!files.ok) return files;
      sources.set(id, { name: `${recipe.name}/${source.name}`, files: files.value });
    }
  const found = [...sources.values()].sort((a, b) => byBytes(a.name, b.name));
  const once = new Map(found.flatMap(({ files }) => files.map((file) => [file.sha256, file] as const)));
  return succeed({
    all: readLines([...once.values()], coverage),
    sources: found.map(({ name, files }) => ({
      source: name,
      ...readLines(files, coverage),
      readers: [...new Set(files.flatMap(({ sha256 }) => [...coverage.readers(sha256).keys()]))]
        .filter((by) => by !== TOGETHER)
        .sort(byBytes),
    })),
    next: unread(found, coverage),
  });
}
