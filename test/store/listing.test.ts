// The tree listing: its vectors, its shell recipe, and that reading and writing undo each other.

import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import type { TreeEntry } from "../../src/model/tree.ts";
import { sha256 } from "../../src/bytes/sha256.ts";
import { openInspector } from "../../src/store/inspection-pool.ts";
import { parseListing, treeOf, writeListing } from "../../src/store/listing.ts";
import { sealTree } from "../../src/store/seal-tree.ts";
import { messages, temporaryFolder, value, writeFiles } from "./temporary-store.ts";

const document = readFileSync(new URL("../../src/store/LISTING.md", import.meta.url), "utf8");
const vector = /```listing\n([^`]*)```/.exec(document)![1]!;
const vectorDigest = /A tree whose digest is `([0-9a-f]{64})`/.exec(document)![1]!;
const shell = /```sh\n([^`]*)```/.exec(document)![1]!;

async function seal(directory: string) {
  const inspector = openInspector(2);
  onTestFinished(() => inspector.close());
  return sealTree(directory, inspector);
}

function vectorTree(): string {
  const directory = temporaryFolder();
  writeFiles(directory, {
    "a-b": "x\n",
    "a/empty": "",
    "a/x": "#!/bin/sh\n",
    "usr/ends in a \\": "x\n",
    "usr/ends in a space ": "x\n",
    "usr/é": "x\n",
  });
  chmodSync(join(directory, "a/x"), 0o710);
  mkdirSync(join(directory, "var/tmp"), { recursive: true });
  mkdirSync(join(directory, "usr/bin"));
  symlinkSync("usr/bin", join(directory, "bin"));
  symlinkSync("/a b\\c", join(directory, "usr/bin/sh"));
  return directory;
}

describe("the vectors of LISTING.md", () => {
  test("the text has the digest, and a tree on disk has the text", async () => {
    expect(sha256(vector)).toBe(vectorDigest);
    const tree = value(await seal(vectorTree()));
    expect(writeListing(tree.entries)).toBe(vector);
    expect(tree.sha256).toBe(vectorDigest);
  });

  test("the shell commands give the same digests", async () => {
    const directory = vectorTree();
    expect(execFileSync("sh", ["-c", shell], { cwd: directory, encoding: "utf8" })).toBe(`${vectorDigest}  -\n`);
    const empty = temporaryFolder();
    expect(execFileSync("sh", ["-c", shell], { cwd: empty, encoding: "utf8" })).toBe(
      `${value(await seal(empty)).sha256}  -\n`,
    );
  });
});

const name = fc
  .oneof(
    fc.constantFrom("a", "b", "a-b", "a b", " ", "\\", "\\040", "é", "\u{10000}", "\uffff", "\t", "...", ".a"),
    fc.string({ unit: "binary", minLength: 1, maxLength: 8 }),
  )
  .filter((text) => text.isWellFormed() && !/[\n\0/]/.test(text) && text !== "." && text !== "..");
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("/"));
const content = fc.oneof(
  fc.record({
    type: fc.constant("file" as const),
    executable: fc.boolean(),
    sha256: fc.nat().map((n) => sha256(String(n))),
  }),
  fc.record({ type: fc.constant("link" as const), target: path.map((text) => `/${text}`) }),
  fc.constant({ type: "directory" as const }),
);
const tree = fc.uniqueArray(fc.tuple(path, content), { selector: ([text]) => text, maxLength: 30 }).map((entries) => {
  const paths = entries.map(([text]) => text);
  return entries
    .filter(([text]) => !paths.some((other) => other.startsWith(`${text}/`)))
    .map(([text, rest]) => ({ path: text, size: 0, ...rest }) as TreeEntry);
});

describe("writing and reading", () => {
  test("undo each other, whatever the order of the entries", () => {
    fc.assert(
      fc.property(tree, fc.infiniteStream(fc.nat()), (entries, random) => {
        const { entries: sorted, sha256: digest } = treeOf(entries);
        const text = writeListing(sorted);
        const read = value(parseListing(Buffer.from(text)));
        expect(writeListing(read)).toBe(text);
        expect(read).toEqual(
          sorted.map((entry) =>
            "size" in entry && entry.type === "file"
              ? { type: entry.type, path: entry.path, executable: entry.executable, sha256: entry.sha256 }
              : entry.type === "link"
                ? { type: "link", path: entry.path, target: entry.target }
                : { type: "directory", path: entry.path },
          ),
        );
        const keys = new Map(entries.map((entry) => [entry, random.next().value as number]));
        expect(treeOf([...entries].sort((a, b) => keys.get(a)! - keys.get(b)!)).sha256).toBe(digest);
      }),
    );
  });

  test("order is that of the bytes of paths", () => {
    fc.assert(
      fc.property(tree, (entries) => {
        const paths = treeOf(entries).entries.map((entry) => Buffer.from(entry.path));
        expect(paths).toEqual([...paths].sort(Buffer.compare));
      }),
    );
  });

  test("a text with one byte changed is refused, or is another tree that is written just so", () => {
    fc.assert(
      fc.property(tree, fc.nat(), fc.integer({ min: 1, max: 255 }), (entries, at, flip) => {
        const bytes = Buffer.from(writeListing(treeOf(entries).entries));
        fc.pre(bytes.length > 0);
        const place = at % bytes.length;
        bytes[place] = bytes[place]! ^ flip;
        const read = parseListing(bytes);
        if (read.ok) expect(Buffer.from(writeListing(read.value))).toEqual(bytes);
      }),
      { numRuns: 500 },
    );
  });
});

const digest = sha256("");
test.each([
  ["no end of the last line", `644 ${digest} a`, /no end/],
  ["not UTF-8", Buffer.from([0x64, 0xff, 0x0a]), /not UTF-8/],
  ["two columns", "dir -\n", /three columns/],
  ["columns of the next line", `dir\n- a b\n`, /three columns/],
  ["another mode", `600 ${digest} a\n`, /mode is "600"/],
  ["upper case", `644 ${digest.toUpperCase()} a\n`, /lower-case/],
  ["a directory with a digest", `dir ${digest} a\n`, /is not "-"/],
  ["another escape", "link a\\011b c\n", /not an escaped/],
  ["no target", "link  c\n", /not an escaped/],
  ["a climbing target", "link ../.. a/b\n", /climbs/],
  ["an empty path", `644 ${digest} \n`, /path is empty/],
  ["an absolute path", `644 ${digest} /a\n`, /empty name/],
  ["a dot", `644 ${digest} a/./b\n`, /empty name/],
  ["two dots", `644 ${digest} a/..\n`, /empty name/],
  ["a zero byte", `644 ${digest} a\0b\n`, /zero byte/],
  ["one path twice", "dir - a\ndir - a\n", /does not come after/],
  ["another order", "dir - a/b\ndir - a-b\n", /does not come after/],
  ["order by code units", "dir - \u{10000}\ndir - \uffff\n", /does not come after/],
  ["a path below a file", `644 ${digest} a\ndir - a-b\ndir - a/c/d\n`, /other paths lie below/],
  ["a long name", `dir - ${"é".repeat(128)}\n`, /longer than 255/],
  ["a long path", `dir - ${"abc/".repeat(600)}d\n`, /longer than 2048/],
  ["an empty line", "\n", /three columns/],
])("a listing with %s is refused", (_, text, expected) => {
  expect(messages(parseListing(Buffer.from(text)))).toEqual([expect.stringMatching(expected)]);
});
