// Trees against each other, path by path.

import fc from "fast-check";
import { expect, test } from "vitest";
import { treeDifferenceLines } from "../../src/compare/lines.ts";
import { compareTrees } from "../../src/compare/trees.ts";
import { treeOf } from "./parties.ts";

test("every aspect, sorted by bytes", () => {
  const a = treeOf({ "a-b": "1", "a/x": "1", both: "same", exe: "!1", kind: "1", link: "-> a" });
  const b = treeOf({ "a-b": "2", "a/x": "!2", both: "same", kind: "-> 1", link: "-> b", new: "/" });
  expect(compareTrees(a, b).paths.map(({ path, aspects }) => [path, aspects.join()])).toEqual([
    ["a-b", "content"],
    ["a/x", "content,mode"],
    ["exe", "presence"],
    ["kind", "type"],
    ["link", "target"],
    ["new", "presence"],
  ]);
});

test("lines name the trees by number, or by their parties, and say how many paths are left out", () => {
  const [a, b, c] = [treeOf({ x: "1", y: "1" }), treeOf({ x: "2", y: "1" }), treeOf({ x: "1" })];
  const lines = treeDifferenceLines(compareTrees(a, b, c), [], 1);
  expect(lines.map((line) => line.replace(/[0-9a-f]{64}/, "*"))).toEqual([
    "content  x",
    "  1  644 * 1 bytes",
    "  2  644 * 1 bytes",
    "  3  644 * 1 bytes",
    "and 1 more paths",
  ]);
  expect(
    treeDifferenceLines(compareTrees(a, b), [
      { tree: a.sha256, parties: ["alice", "carol"] },
      { tree: b.sha256, parties: ["bob"] },
    ])[1],
  ).toMatch(/^ {2}alice, carol {2}644 /);
});

test("trees are the same when no path differs, and only then", () => {
  const tree = fc
    .dictionary(fc.constantFrom("a", "b", "c"), fc.constantFrom("1", "2", "!1", "-> a", "-> b", "/"))
    .map(treeOf);
  fc.assert(
    fc.property(
      fc.array(tree, { minLength: 1, maxLength: 4 }),
      (trees) => (compareTrees(...trees).paths.length === 0) === (new Set(trees.map((each) => each.sha256)).size === 1),
    ),
  );
});
