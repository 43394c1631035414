// What reviews cover: files by their bytes, changes by what was read before them, people by what each has read alone.

import { expect, test } from "vitest";
import { sha256, type Sha256 } from "../../src/bytes/sha256.ts";
import type { Review } from "../../src/model/review.ts";
import { coverageOf, readLines, unread, type SourceFile } from "../../src/review/coverage.ts";

/** Trees by name: files, and the words that stand for what is in them. */
const TREES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  old: { "a.c": "a1", "lib/b.c": "b1", "lib/c.c": "c1" },
  new: { "a.c": "a2", "lib/b.c": "b1", "lib/d.c": "d1" },
  newest: { "a.c": "a3", "lib/b.c": "b1", "lib/d.c": "d1" },
};
const listing = (tree: Sha256): ReadonlyMap<string, Sha256> | undefined => {
  const found = Object.entries(TREES).find(([name]) => sha256(name) === tree)?.[1];
  return found && new Map(Object.entries(found).map(([path, content]) => [path, sha256(content)]));
};
const files = (tree: string): readonly SourceFile[] =>
  Object.entries(TREES[tree]!).map(([path, content]) => ({ path, sha256: sha256(content), lines: 10 }));

interface Saying {
  readonly tree: string;
  readonly care?: Review["care"];
  readonly paths?: readonly string[];
  readonly since?: string;
}

const by = (who: string, { tree, care = "read", paths = ["*"], since }: Saying) => ({
  by: who,
  review: {
    reviewer: who,
    reviewed: "",
    source: "s",
    version: "1",
    file: "s.tar",
    sha256: sha256("s.tar"),
    tree: sha256(tree),
    care,
    paths,
    ...(since === undefined ? {} : { since: { version: "0", tree: sha256(since) } }),
  },
});

const lines = (tree: string, ...reviews: ReturnType<typeof by>[]) =>
  readLines(files(tree), coverageOf(reviews, listing));

test("nobody has read anything", () => {
  expect(lines("old")).toEqual({ lines: 30, understood: 0, read: 0, skimmed: 0, nobody: 30, byTwo: 0 });
});

test("the most careful reading of each file counts, and two people count where each has read it", () => {
  const alice = by("alice", { tree: "old" });
  const bob = by("bob", { tree: "old", care: "understood", paths: ["lib/"] });
  const carol = by("carol", { tree: "old", care: "skimmed" });
  expect(lines("old", alice, bob, carol)).toMatchObject({ understood: 20, read: 10, nobody: 0, byTwo: 20 });
  expect(lines("old", carol)).toMatchObject({ skimmed: 30, byTwo: 0 });
  expect(lines("old", alice, by("alice", { tree: "old", care: "understood" }))).toMatchObject({ byTwo: 0 });
});

test("a folder's name is no beginning of another's", () => {
  expect(lines("old", by("alice", { tree: "old", paths: ["lib"] }))).toMatchObject({ nobody: 30 });
  expect(lines("old", by("alice", { tree: "old", paths: ["a.c", "lib/c.c"] }))).toMatchObject({ nobody: 10 });
});

test("a file that was read counts in every version that holds it", () => {
  expect(lines("new", by("alice", { tree: "old" }))).toMatchObject({ read: 10, nobody: 20 });
});

test("who read what changed has read the file where it was read before, and else nothing of it", () => {
  const change = by("alice", { tree: "new", since: "old" });
  // The new file is read whole; of a.c only what changed is.
  expect(lines("new", change)).toMatchObject({ read: 10, nobody: 20 });
  expect(lines("new", change, by("alice", { tree: "old" }))).toMatchObject({ read: 30, nobody: 0 });
  const skimmed = by("alice", { tree: "old", care: "skimmed" });
  expect(lines("new", change, skimmed)).toMatchObject({ read: 10, skimmed: 20, nobody: 0 });
});

test("changes go on from changes, in whatever order they come", () => {
  const all = [
    by("alice", { tree: "newest", since: "new" }),
    by("alice", { tree: "new", since: "old" }),
    by("alice", { tree: "old" }),
  ];
  expect(lines("newest", ...all)).toMatchObject({ read: 30 });
  expect(lines("newest", ...all.toReversed())).toMatchObject({ read: 30 });
});

test("one who read the file and another who read its change have read it between them, and neither alone", () => {
  const bob = by("bob", { tree: "old" });
  const changes = ["alice", "carol"].map((who) => by(who, { tree: "new", since: "old", paths: ["a.c"] }));
  expect(lines("new", bob, ...changes)).toMatchObject({ read: 20, nobody: 10, byTwo: 0 });
});

test("a tree that nobody here knows counts for nothing, and is named", () => {
  const coverage = coverageOf([by("alice", { tree: "lost" }), by("bob", { tree: "new", since: "gone" })], listing);
  expect(coverage.unknown).toEqual([sha256("lost"), sha256("gone")]);
  expect(readLines(files("new"), coverage)).toMatchObject({ nobody: 30 });
});

test("what to read next is where most lines are unread, each counted once", () => {
  const sources = [
    { name: "r/s", files: files("new") },
    { name: "q/s", files: [...files("old"), { path: "lib/e.c", sha256: sha256("e1"), lines: 5 }] },
  ];
  expect(unread(sources, coverageOf([by("alice", { tree: "old", paths: ["a.c"] })], listing))).toEqual([
    { source: "r/s", path: "lib/", lines: 20 },
    { source: "q/s", path: "lib/", lines: 15 },
    { source: "r/s", path: "a.c", lines: 10 },
  ]);
  const skimmed = by("alice", { tree: "old", care: "skimmed" });
  expect(unread(sources.slice(1), coverageOf([skimmed], listing))[0]).toMatchObject({ path: "lib/", lines: 25 });
  const one = [{ name: "r/one", files: [{ path: "", sha256: sha256("one"), lines: 3 }] }];
  expect(unread(one, coverageOf([], listing))).toEqual([{ source: "r/one", lines: 3 }]);
});
