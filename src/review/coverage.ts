// Which files of sources were read, by whom and how carefully, as reviews say: a file is known by its bytes, so that who
// has read one has read it in every version that holds it. Pure. Must never take the reading of a change for that of a
// file whose rest nobody has read.

import { CAREFULNESS, type Carefulness, type Review } from "../model/review.ts";
import type { Sha256 } from "../bytes/sha256.ts";

/** One file of a source; its path is empty where the source is one file. */
export interface SourceFile {
  readonly path: string;
  readonly sha256: Sha256;
  readonly lines: number;
}

/** A review that counts, and whose it is: a person's name, or a key. */
export interface HeardReview {
  readonly by: string;
  readonly review: Review;
}

/** What people have done with a file: the most careful reading of each. */
export type Readers = ReadonlyMap<string, Carefulness>;

/** The digest of each file of a tree, by its path; undefined for a tree that nobody here knows. */
export type Listing = (tree: Sha256) => ReadonlyMap<string, Sha256> | undefined;

/** Several people between them, each of whom read a part: a file and what changed in it later. No name is like it. */
export const TOGETHER = "";

export interface Coverage {
  readers(file: Sha256): Readers;
  /** Trees that reviews name, and whose listing is not at hand: what of them was read, nobody here can tell. */
  readonly unknown: readonly Sha256[];
}

export function coverageOf(reviews: readonly HeardReview[], listing: Listing): Coverage {
  const read = new Map<Sha256, Map<string, Carefulness>>();
  const unknown = new Set<Sha256>();
  const filesOf = (tree: Sha256): ReadonlyMap<string, Sha256> | undefined => {
    const files = listing(tree);
    if (files === undefined) unknown.add(tree);
    return files;
  };
  /** Whether it was news. */
  const note = (file: Sha256, by: string, care: Carefulness): boolean => {
    const own = read.get(file) ?? new Map<string, Carefulness>();
    const before = own.get(by);
    if (before !== undefined && rank(before) >= rank(care)) return false;
    read.set(file, own.set(by, care));
    return true;
  };
  /** Changed files, which count as far as somebody read them before they changed. */
  const changes: { readonly old: Sha256; readonly now: Sha256; readonly by: string; readonly care: Carefulness }[] = [];
  for (const { by, review } of reviews) {
    const { tree, care, paths, since } = review;
    if (tree === undefined) {
      note(review.sha256, by, care);
      continue;
    }
    const before = since === undefined ? new Map<string, Sha256>() : filesOf(since.tree);
    if (before === undefined) continue;
    for (const [path, now] of filesOf(tree) ?? []) {
      if (!paths.some((each) => covers(each, path))) continue;
      const old = before.get(path);
      if (old === undefined) note(now, by, care);
      else if (old !== now) changes.push({ old, now, by, care });
    }
  }
  for (let news = changes.length > 0; news; ) {
    news = false;
    for (const { old, now, by, care } of changes)
      for (const [reader, earlier] of [...(read.get(old) ?? [])]) {
        // Of what did not change, the earlier reading is what there is.
        const least = rank(earlier) < rank(care) ? earlier : care;
        if (note(now, reader === by ? by : TOGETHER, least)) news = true;
      }
  }
  return { readers: (file) => read.get(file) ?? new Map<string, Carefulness>(), unknown: [...unknown] };
}

/** Whether a path of a review names a file. */
export function covers(named: string, path: string): boolean {
  return named === "*" || named === path || (named.endsWith("/") && path.startsWith(named));
}

const rank = (care: Carefulness): number => CAREFULNESS.indexOf(care);

/** Lines of files by how they were read. */
export interface ReadLines {
  readonly lines: number;
  /** By the most careful reading of each. */
  readonly understood: number;
  readonly read: number;
  readonly skimmed: number;
  readonly nobody: number;
  /** All of it read or understood by each of two persons or more. */
  readonly byTwo: number;
}

export function readLines(files: readonly SourceFile[], coverage: Coverage): ReadLines {
  const sum = { lines: 0, understood: 0, read: 0, skimmed: 0, nobody: 0, byTwo: 0 };
  for (const { sha256, lines } of files) {
    const all = [...coverage.readers(sha256)];
    const best = CAREFULNESS.findLast((each) => all.some(([, care]) => care === each)) ?? "nobody";
    sum.lines += lines;
    sum[best] += lines;
    if (all.filter(([by, care]) => by !== TOGETHER && care !== "skimmed").length > 1) sum.byTwo += lines;
  }
  return sum;
}

/** A part of a source that can be read in one go, and its lines that nobody has read. */
export interface Unread {
  readonly source: string;
  /** As `fromseed review --path` takes it: a folder or file at the top of the tree; absent where the source is one file. */
  readonly path?: string;
  readonly lines: number;
}

/** The parts of sources with lines that nobody has read or understood, those with the most first. */
export function unread(
  sources: readonly { readonly name: string; readonly files: readonly SourceFile[] }[],
  coverage: Coverage,
): readonly Unread[] {
  const parts = new Map<string, Unread>();
  const counted = new Set<Sha256>();
  for (const { name, files } of sources)
    for (const { path, sha256, lines } of files) {
      if (lines === 0 || counted.has(sha256)) continue;
      counted.add(sha256);
      if ([...coverage.readers(sha256).values()].some((care) => care !== "skimmed")) continue;
      const slash = path.indexOf("/");
      const top = slash < 0 ? path : path.slice(0, slash + 1);
      const known = parts.get(`${name}\0${top}`)?.lines ?? 0;
      parts.set(`${name}\0${top}`, { source: name, ...(top === "" ? {} : { path: top }), lines: known + lines });
    }
  return [...parts.values()].sort((a, b) => b.lines - a.lines || (a.source < b.source ? -1 : 1));
}
