// The outputs that a recipe declares, against trees that hold others, or others of that name.

import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { checkOutputs } from "../../src/engine/outputs.ts";
import type { TreeEntry } from "../../src/model/tree.ts";
import { treeOf } from "../../src/store/listing.ts";
import { nowhere, stageNamed } from "./stages.ts";

const file = (path: string): TreeEntry => ({ type: "file", path, executable: false, sha256: sha256(""), size: 0 });
const link = (path: string): TreeEntry => ({ type: "link", path, target: "x" });
const directory = (path: string): TreeEntry => ({ type: "directory", path });

/** What is said of a tree, each with the line of its place: outputs stand on lines from 1 on, the recipe on line 0. */
function said(outputs: readonly string[], ...entries: readonly TreeEntry[]): readonly string[] {
  const stage = stageNamed("it", [], {
    outputs: outputs.map((path, index) => ({ path, at: { ...nowhere, line: index + 1 } })),
    at: { ...nowhere, line: 0 },
  });
  const checked = checkOutputs(stage, treeOf(entries));
  return checked.ok
    ? []
    : checked.failures.map(
        ({ message, place }) => `${place!.line}: ${message.replace('Cannot take the output of stage "it": ', "")}`,
      );
}

test.each<[outputs: readonly string[], entries: readonly TreeEntry[], says: readonly string[]]>([
  [["bin/cc", "lib/"], [file("bin/cc"), file("lib/libc.a")], []],
  [["bin/cc"], [link("bin/cc")], []],
  [["var/"], [directory("var")], []],
  [["var/"], [directory("var/tmp")], []],
  [["bin/cc", "lib/"], [file("bin/cc")], ['2: it holds no "lib/", which its recipe declares']],
  [["lib/"], [file("lib")], ['1: its "lib" is a file, not a directory']],
  [["lib/"], [link("lib")], ['1: its "lib" is a link, not a directory']],
  [["bin", "lib/"], [directory("bin"), file("lib/a")], ['1: its "bin" is an empty directory, not a file or a link']],
  [["lib"], [file("lib/a"), file("lib/b")], ['1: its "lib" is a directory, not a file or a link']],
  [["lib/"], [file("lib/a"), file("lib64/a")], ['0: it holds "lib64/a", which its recipe does not declare']],
  [
    ["a/", "b"],
    [file("a"), file("c")],
    [
      '1: its "a" is a file, not a directory',
      '2: it holds no "b", which its recipe declares',
      '0: it holds "c", which its recipe does not declare',
    ],
  ],
])("%j against %j", (outputs, entries, says) => {
  expect(said(outputs, ...entries)).toEqual(says);
});
