// The key's vectors, read back and told again; texts that no walk tells; and a manifest held against its key.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { explainKey } from "../../src/graph/explain.ts";
import { keyInputsDifference } from "../../src/graph/key-inputs.ts";
import { KeyText } from "../../src/graph/key-text.ts";
import { walkKey, type KeyContent } from "../../src/graph/key-walk.ts";
import { replayKey } from "../../src/graph/read-key.ts";
import type { Manifest } from "../../src/model/manifest.ts";

function readJson(path: string): any {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
}

const vectors = readJson("vectors/keys.json");
interface Case {
  readonly about: string;
  readonly content: KeyContent;
  readonly lines: readonly string[];
  readonly sha256: string;
}
const cases: readonly Case[] = vectors.cases;
const everything = cases[1]!;
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");

/** With the first two lines that begin so each in the other's place. */
function swapped(lines: readonly string[], start: string): readonly string[] {
  const at = lines.findIndex((line) => line.startsWith(start));
  return lines.with(at, lines[at + 1]!).with(at + 1, lines[at]!);
}

test("vectors hold what they should", () => {
  expect(Object.keys(vectors)).toEqual(["about", "cases"]);
  for (const each of cases) expect(Object.keys(each)).toEqual(["about", "content", "lines", "sha256"]);
});

describe.each(cases)("$about", ({ content, lines, sha256: digest }) => {
  test("is told as it stands", () => {
    const writer = new KeyText();
    walkKey(content, writer);
    expect(writer.text.split("\n").slice(0, -1)).toEqual(lines);
    expect(writer.sha256).toBe(digest);
    expect(sha256(text(lines))).toBe(digest);
  });

  test("reads back fact by fact", () => {
    const writer = new KeyText();
    expect(replayKey(text(lines), writer)).toBe(true);
    expect(writer.text).toBe(text(lines));
  });
});

describe("texts that no walk tells are not read", () => {
  const { lines } = everything;
  const without = (kind: string): string => text(lines.filter((line) => !line.startsWith(kind)));
  test.each<[string, string]>([
    ["none", ""],
    ["no version", without("fromseed-key")],
    ["the version before", text(["fromseed-key 1", "architecture x86_64"])],
    ["a version to come", text(lines).replace("fromseed-key\t2", "fromseed-key\t3")],
    ["no line feed at the end", text(lines).slice(0, -1)],
    ["an empty line", text([...lines, ""])],
    ["facts in another order", text(lines.with(1, lines[2]!).with(2, lines[1]!))],
    ["an input after the inputs", text([...lines, lines.find((line) => line.startsWith("use "))!])],
    ["a fact twice", text(lines.flatMap((line) => (line.startsWith("contract") ? [line, line] : [line])))],
    ["an unknown fact", text([...lines, "colour\tred"])],
    ["inputs alone", text(lines.slice(0, 3))],
    ["a truth in another word", text(lines).replace("proc\tyes", "proc\tno")],
    ["a name where none is", text(lines).replace("proc\tyes", "proc it\tyes")],
    ["a number that is passed over", text(lines).replace("\nstep 2\t", "\nstep 3\t")],
    [
      "a digest in capitals",
      text(lines).replace(/\buse (\S+)\t(\S+)/, (line) => line.toUpperCase().replace("USE", "use")),
    ],
    ["another way to write a value", text(lines).replace(/^output 1\t"(.)/m, 'output 1\t"\\u0041$1')],
    ["an argument that is no text", text(lines).replace(/^(step 1\t".*" )\[/m, "$1[1,")],
    ["a control character in a value", text(lines).replace("steps", "steps\u001b[2J")],
    ["names in another order", text(swapped(lines, "environment "))],
    ["a line of one column", text([...lines, "output 3"])],
    ["a line of three columns", text([...lines, "output 3\ta\tb"])],
  ])("%s", (_, wrong) => {
    const told: unknown[] = [];
    expect(replayKey(wrong, { fact: (fact) => void told.push(fact) })).toBe(false);
    expect(told).toEqual([]);
  });

  test("nor is one refused for what its values hold", () => {
    const odd = '" [\\\t\n\u2028';
    const steps = [{ directory: odd, argv: [odd, ""] }];
    const writer = new KeyText();
    walkKey({ ...everything.content, path: odd, environment: { ["__proto__"]: odd }, steps, outputs: [odd] }, writer);
    const again = new KeyText();
    expect(replayKey(writer.text, again)).toBe(true);
    expect(again.text).toBe(writer.text);
  });

  test("whatever is read is what a writer would write", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...lines), fc.string())), (some) => {
        const writer = new KeyText();
        if (replayKey(text(["fromseed-key\t2", ...some]), writer))
          expect(writer.text).toBe(text(["fromseed-key\t2", ...some]));
        else expect(writer.text).toBe("");
      }),
    );
  });
});

test("of a key of another version only that is told", () => {
  const before = "fromseed-key 1\narchitecture x86_64\n";
  expect(explainKey(before, text(everything.lines))).toEqual([
    { kind: "fromseed-key", name: "", part: "fromseed-key", before: "1", after: "2" },
  ]);
});

describe("a manifest and its key", () => {
  const manifest: Manifest = readJson("../manifest/vectors/everything.json").value;
  const [first, second] = manifest.files as [Manifest["files"][number], Manifest["files"][number]];

  test.each(["seed", "empty", "everything"])("of the vector %s agree", (name) => {
    expect(keyInputsDifference(readJson(`../manifest/vectors/${name}.json`).value)).toBeUndefined();
  });

  test.each<[string, Partial<Manifest>, string]>([
    ["another architecture", { architecture: "aarch64" }, "architecture x86_64"],
    ["another contract", { contract: 2 }, "contract 3"],
    [
      "a used stage less",
      { uses: manifest.uses.slice(1) },
      `use hex0 ${[...manifest.uses.map((use) => use.tree)].sort().join(" ")}`,
    ],
    ["a source less", { sources: manifest.sources.slice(1) }, `source compiler tree ${sha256("compiler tree")}`],
    [
      "a source more",
      { sources: [{ name: "a", type: "tree", tree: sha256("a") }, ...manifest.sources] },
      `source a tree ${sha256("a")}`,
    ],
    [
      "another tree of an archive",
      {
        sources: manifest.sources.map((source) =>
          source.type === "archive" ? { ...source, unpacked: { ...source.unpacked, tree: sha256("x") } } : source,
        ),
      },
      "source tools tree 83055ac700349169ca7c30f7e3a30edd88a3c031d4c1f975a23f7b9129f1dda8",
    ],
    [
      "another unpacker of what a lock file pins",
      {
        sources: manifest.sources.map((source) =>
          source.type === "archive" && source.lock !== undefined
            ? { ...source, unpacked: { ...source.unpacked, unpacker: 2 } }
            : source,
        ),
      },
      `source curl-sys@0.4.83+curl-8.15.0 archive ${sha256("curl-sys")} {"keep":[],"remove":[],"strip":1,"unpacker":1}`,
    ],
    [
      "another mode of a local file",
      { files: [{ ...first, executable: true }, second] },
      `file "recipes/tools/build.kaem" 644 ${first.sha256}`,
    ],
    [
      "a seed instead of steps",
      { uses: [], sources: [], files: [] },
      `use hex0 ${[...manifest.uses.map((use) => use.tree)].sort().join(" ")}`,
    ],
    ["a key of the version before", { keyText: "fromseed-key 1\n" }, "fromseed-key 2"],
    ["inputs after the inputs", { keyText: `${manifest.keyText}use late\t${sha256("late")}\n` }, "fromseed-key 2"],
  ])("%s is found", (_, change, says) => {
    expect(keyInputsDifference({ ...manifest, ...change })).toBe(says);
  });

  test("a change of the archive alone is none of the key's", () => {
    const sources = manifest.sources.map((source) =>
      source.type === "archive" && source.lock === undefined
        ? { ...source, sha256: sha256("packed again"), unpacked: { ...source.unpacked, unpacker: 9, remove: [] } }
        : source,
    );
    expect(keyInputsDifference({ ...manifest, sources })).toBeUndefined();
  });
});
