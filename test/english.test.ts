// The words that an engineer in another country would stumble over stand in no message, help or page. Must never check
// the texts of others: vectors, sources and goldens of programs that are not ours.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

/** What to write instead. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/\bsmall letters?\b|\bsmall hexadecimal\b/i, "lower-case"],
  [/\b(?:first|no|other) signs?\b|\bsigns of YAML\b|\bwith a sign\b/i, "character"],
  [/(?<!\b(?:leav\w+|left)\b.*)\bbehind\b/i, "after"],
  [/\banew\b/i, "again"],
  [/\bin vain\b/i, "unused"],
  [/\bit wants\b|\bwants (?:a|an|one|to be)\b/i, "requires"],
];

const files = ["src", "docs", "recipes", "stages", "bootstrap-seed"]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)),
  )
  .concat("README.md")
  .filter((path) => /\.(?:ts|md|yaml|json)$/.test(path));

test.each(WORDS)("nothing says %s", (word, instead) => {
  expect(files.length).toBeGreaterThan(250);
  const found = files.flatMap((path) =>
    readFileSync(join(root, path), "utf8")
      .split("\n")
      .flatMap((line, i) => (word.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
  );
  expect(found, `write "${instead}"`).toEqual([]);
});

test("prose wraps at 120 columns", () => {
  const long = files
    .filter((path) => path.endsWith(".md"))
    .flatMap((path) => {
      const prose = readFileSync(join(root, path), "utf8").replace(/^```[^]*?^```/gm, (code) =>
        code.replace(/[^\n]/g, ""),
      );
      return prose
        .split("\n")
        .flatMap((line, i) => (line.length > 120 && !/^(?:\||#|    )/.test(line) ? [`${path}:${i + 1}`] : []));
    });
  expect(long).toEqual([]);
});
