import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Node } from "../../src/recipe/node.ts";
import { readPlainYaml } from "../../src/recipe/plain.ts";
import { RepositoryText } from "../../src/recipe/text.ts";
import { readYaml } from "../../src/recipe/yaml.ts";

async function byPackage(text: string): Promise<Node | undefined> {
  return (await readYaml(new RepositoryText("x.yaml", text), "Cannot read")).node;
}

const taken = [
  "a: b\n",
  "# c\n\na: b # d\nb: \"x # y\"   \n  # e\nc: 'z'\n",
  'a:\n  - b\n  - c: d\n    e: [f, -g, "h, i", a:b]\n  - [x, {y: z}]\nb:\n    c: |\n      one\n        two\n\n      # three\n\nd: https://x.org/a#b\n',
  "- |\n  x\n- y\n",
  "a: []\nb: {c: d, e: [f]}\n",
  "a: # why\n  b: c\n",
];

const notTaken = [
  "",
  "a: b",
  "a:\n- b\n",
  "a: &x b\n",
  "a: *x\n",
  "a: !t b\n",
  "<<: {a: b}\n",
  "---\na: b\n",
  "a: b\n...\n",
  "a: b\n  c\n",
  "a: b: c\n",
  "a: [b,\n  c]\n",
  "a: |-\n  b\n",
  "a: >\n  b\n",
  'a: "b\\n"\n',
  "a: 'b''c'\n",
  "a:\n",
  "a: é\n",
  "a:\tb\n",
  "a: [b: c]\n",
  "a: [b,]\n",
  "? a\n: b\n",
  "a: - b\n",
  "a: |\n  b\n   \n",
  "a: b\n   c: d\n",
  "-  a: b\n",
];

describe("what is plain", () => {
  test.each(taken)("takes %j as the package does", async (text) => {
    const node = readPlainYaml(text);
    expect(node).toBeDefined();
    expect(node).toEqual(await byPackage(text));
  });
  test.each(notTaken)("leaves %j to the package", (text) => {
    expect(readPlainYaml(text)).toBeUndefined();
  });
});

test("whatever plain YAML takes, the package reads the same", async () => {
  // Pieces that meet in every way: what the grammar names, and the signs that mean something elsewhere in YAML.
  const piece = fc.constantFrom(
    "a: ",
    "b:",
    "- ",
    "  ",
    "    ",
    " ",
    "\n",
    "\n",
    "\n  ",
    "\n    ",
    "|\n",
    "x",
    "-c",
    "[",
    "]",
    "{",
    "}",
    ", ",
    ",",
    '"',
    "'",
    '"q"',
    "'r'",
    "#",
    " # n",
    ":",
    ": ",
    "&",
    "*",
    "!",
    "<<: ",
    "?",
    "? ",
    "---",
    "...",
    "%",
    "@",
    "`",
    ">",
    "\\",
    "~",
    "1.0",
    "true",
    "$",
    "${p}",
    "https://h/p",
    "[a, b]",
    "{k: v}",
    "\nc: d\n",
    "\n  - e\n",
  );
  const text = fc.array(piece, { maxLength: 14 }).map((pieces) => `${pieces.join("")}\n`);
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        text,
        fc
          .tuple(fc.constantFrom(...taken), text, fc.nat())
          .map(
            ([good, extra, at]) =>
              `${good.slice(0, at % good.length)}${extra.slice(0, -1)}${good.slice(at % good.length)}`,
          ),
      ),
      async (sample) => {
        const node = readPlainYaml(sample);
        if (node === undefined) return;
        compared++;
        expect(node).toEqual(await byPackage(sample));
      },
    ),
    { numRuns: 6000 },
  );
  expect(compared).toBeGreaterThan(300);
});

test("this repository's own recipes and stages are plain: the package is never loaded for them", () => {
  const repository = join(import.meta.dirname, "../..");
  const files = globSync(["recipes/*/recipe.yaml", "stages/*.yaml"], { cwd: repository });
  expect(files.length).toBeGreaterThan(30);
  expect(files.filter((file) => readPlainYaml(readFileSync(join(repository, file), "utf8")) === undefined)).toEqual([]);
});
