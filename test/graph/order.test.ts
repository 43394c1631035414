// Order of stages and clashes of trees.

import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { closure, remainingSeconds } from "../../src/graph/order.ts";
import { checkOverlay } from "../../src/graph/overlay.ts";
import type { Tree, TreeEntry } from "../../src/model/tree.ts";
import { stageNamed } from "../engine/stages.ts";

const stages = new Map(
  [stageNamed("c", ["b", "a"]), stageNamed("b", ["a"]), stageNamed("a", []), stageNamed("other", [])].map((stage) => [
    stage.name,
    stage,
  ]),
);

test("a closure holds what a target needs, each stage after those it uses", () => {
  expect(closure(stages, ["c"]).map((stage) => stage.name)).toEqual(["a", "b", "c"]);
  expect(closure(stages, ["other", "b"]).map((stage) => stage.name)).toEqual(["a", "b", "other"]);
});

test("the remaining time is that of the longest chain of users", () => {
  const seconds = new Map([
    ["a", 1],
    ["b", 10],
    ["c", 100],
  ]);
  expect([...remainingSeconds(closure(stages, ["c"]), (name) => seconds.get(name) ?? 1)]).toEqual([
    ["c", 100],
    ["b", 110],
    ["a", 111],
  ]);
});

function tree(...entries: TreeEntry[]): Tree {
  return { sha256: sha256(JSON.stringify(entries)), entries, size: 0 };
}
const file = (path: string, content: string): TreeEntry => ({
  type: "file",
  path,
  executable: false,
  sha256: sha256(content),
  size: 1,
});

test.each<[string, Tree, Tree, string | undefined]>([
  ["equal files", tree(file("bin/a", "x")), tree(file("bin/a", "x")), undefined],
  ["neighbours", tree(file("bin/a", "x")), tree(file("bin/b", "y")), undefined],
  ["different files", tree(file("bin/a", "x")), tree(file("bin/a", "y")), "/bin/a"],
  ["a file where the other has a directory", tree(file("lib", "x")), tree(file("lib/a", "x")), "/lib"],
  [
    "a link where the other has a directory",
    tree(file("usr/lib/a", "x")),
    tree({ type: "link", path: "usr", target: "." }),
    "/usr",
  ],
  [
    "an empty directory where the other has files",
    tree({ type: "directory", path: "lib" }),
    tree(file("lib/a", "x")),
    undefined,
  ],
  [
    "different links",
    tree({ type: "link", path: "l", target: "a" }),
    tree({ type: "link", path: "l", target: "b" }),
    "/l",
  ],
])("laying trees over each other: %s", (_, one, two, clash) => {
  for (const [first, second] of [
    [one, two],
    [two, one],
  ] as const) {
    const result = checkOverlay("user", [
      { stage: "one", tree: first },
      { stage: "two", tree: second },
    ]);
    expect(result.ok ? undefined : /"(\/[^"]*)" differs/.exec(result.failures[0]!.message)?.[1]).toBe(clash);
  }
});
