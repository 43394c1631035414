// The vectors of HISTORY.md: commits byte by byte. What git itself takes for signed is compared in attackers.test.ts.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readCommit } from "../../src/git/commit.ts";
import { readTree } from "../../src/git/tree.ts";
import { isPath } from "../../src/policy/lines.ts";
import { mergesOf, stepsOf, type Step } from "../../src/history/steps.ts";

interface Vector {
  readonly about: string;
  readonly commit: string;
  readonly tree?: string;
  readonly parents?: readonly string[];
  readonly time?: number;
  readonly subject?: string;
  readonly signature?: string;
  readonly signed?: string;
  readonly refused?: string;
}

const KEYS = ["about", "commit", "tree", "parents", "time", "subject", "signature", "signed", "refused"];
const { cases } = JSON.parse(readFileSync(new URL("vectors/commits.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Vector[];
};
const NAME = "9".repeat(40);

test.each(cases)("$about", ({ about: _, commit, refused, ...said }) => {
  for (const key of Object.keys(said)) expect(KEYS).toContain(key);
  const read = readCommit(Buffer.from(commit, "latin1"), NAME);
  if (refused !== undefined) return expect(read).toContain(refused);
  if (typeof read === "string") throw new Error(read);
  const { tree, parents, time, subject, signature, signed } = read;
  expect({ tree, parents, subject, signed: signed.toString("latin1") }).toMatchObject({
    tree: said.tree,
    parents: said.parents,
    subject: said.subject,
    signed: said.signed,
  });
  expect({ time, signature }).toEqual({ time: said.time, signature: said.signature });
});

test("no bytes make the reader throw, and none that it takes says two things", () => {
  let state = 7;
  const random = (below: number): number => (state = (state * 48271) % 2147483647) % below;
  const texts = cases.map(({ commit }) => Buffer.from(commit, "latin1"));
  for (let i = 0; i < 5000; i++) {
    const bytes = Buffer.from(texts[random(texts.length)]!);
    for (let n = random(4); n >= 0 && bytes.length > 0; n--) bytes[random(bytes.length)] = random(256);
    const cut = bytes.subarray(0, random(2) === 0 ? bytes.length : random(bytes.length + 1));
    const read = readCommit(cut, NAME);
    if (typeof read === "object")
      expect(readCommit(read.signed, NAME)).toMatchObject({ tree: read.tree, parents: read.parents });
    readTree(cut, 20);
  }
});

test("paths of a policy", () => {
  for (const path of ["*", "a", "a/", "a/b.c", "a/b/", ".ci/run", "a..b"]) expect(isPath(path), path).toBe(true);
  for (const path of ["", "/", "/a", "a//b", "./a", "a/../b", "..", "a/*", "a b", "a".repeat(201)])
    expect(isPath(path), path).toBe(false);
});

/** A graph in which each commit is named with its parents. */
function graphOf(commits: Readonly<Record<string, string>>) {
  const parents = (text: string): readonly string[] => (text === "" ? [] : text.split(" "));
  return {
    commits: new Map(Object.entries(commits).map(([id, text]) => [id, { tree: "", parents: parents(text) }])),
    cut: new Set<string>(),
  };
}

const told = ({ id, main, through }: Step) =>
  `${id} by ${main} through ${mergesOf({ id, main, through }).join(" ")}`.trim();

test("the order of a history: what a merge brought comes before it, and each commit once", () => {
  // a - b ------- m - n, with b - c - k - d, where k merges e, which comes from a.
  const graph = graphOf({ a: "", b: "a", c: "b", e: "a", k: "c e", d: "k", m: "b d", n: "m" });
  const all = stepsOf(graph, "n", new Set()).map(told);
  expect(all).toEqual([
    "a by a through",
    "b by b through",
    "c by m through m",
    "e by m through k m",
    "k by m through m",
    "d by m through m",
    "m by m through",
    "n by n through",
  ]);
  expect(stepsOf(graph, "n", new Set(["a", "b", "c"])).map(({ id }) => id)).toEqual(["e", "k", "d", "m", "n"]);
});

test("merges that are nested a hundred thousand deep need no deep stack", () => {
  const commits: Record<string, string> = { a0: "" };
  for (let i = 1; i <= 100_000; i++) commits[`a${i}`] = i % 2 === 0 ? `a0 a${i - 1}` : `a${i - 1}`;
  expect(stepsOf(graphOf(commits), "a100000", new Set()).length).toBe(100_001);
});
