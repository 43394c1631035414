// The texts of REVIEW.md's vectors: written as they stand there, read back, and refused after any of the changes listed.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { CAREFULNESS, type Review } from "../../src/model/review.ts";
import { parseReview } from "../../src/review/parse.ts";
import { writeReview } from "../../src/review/write.ts";

function read<Keys extends string>(file: string, ...keys: Keys[]): Record<Keys, unknown> {
  const value = JSON.parse(readFileSync(new URL(`vectors/${file}`, import.meta.url), "utf8")) as Record<Keys, unknown>;
  expect(Object.keys(value).sort(), `keys of ${file}`).toEqual([...keys].sort());
  return value;
}

const textOf = (file: string): string => read(file, "about", "value", "text").text as string;

describe.each(["since.json", "file.json"])("%s", (file) => {
  test("is written as it stands, and reads back as the same value", () => {
    const { value, text } = read(file, "about", "value", "text");
    expect(writeReview(value as Review)).toBe(text);
    expect(parseReview(Buffer.from(text as string))).toEqual({ ok: true, value });
  });
});

test.each(read("refused.json", "about", "cases").cases as Record<string, string>[])("$about", (each) => {
  expect(Object.keys(each).sort()).toEqual(["about", "base", "from", "says", "to"]);
  const text = textOf(each["base"]!);
  expect(text, "the place occurs").toContain(each["from"]!);
  const result = parseReview(
    text.replace(each["from"]!, () => each["to"]!),
    "x.json",
  );
  if (result.ok) throw new Error("it was read");
  const said = result.failures.flatMap((failure) => [failure.message, ...(failure.details ?? [])]).join("\n");
  expect(said).toContain(each["says"]);
  expect(said).toMatch(/^Cannot read review "x.json": /);
});

const words = fc.stringMatching(/^[ -~]{1,40}$/).filter((text) => text.trim() !== "");
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const digest = fc.string().map((text) => sha256(text));
const anyReview: fc.Arbitrary<Review> = fc
  .record({
    reviewer: digest,
    source: name,
    version: words,
    file: name,
    sha256: digest,
    care: fc.constantFrom(...CAREFULNESS),
    more: fc.option(
      fc.record({ tree: digest, paths: fc.uniqueArray(name, { minLength: 1 }), old: digest, remark: words }),
      { nil: undefined },
    ),
  })
  .map(({ more, ...least }) => {
    const reviewed = "2030-01-01T00:00:00Z";
    if (more === undefined) return { ...least, reviewed, paths: ["*"] };
    const { tree, paths, old, remark } = more;
    const since = old === tree ? {} : { since: { version: "0", tree: old } };
    return { ...least, reviewed, tree, paths: paths.toSorted(), remark, ...since };
  });

test("any review reads back, and no change of a character goes unnoticed", () => {
  fc.assert(
    fc.property(anyReview, fc.nat(), (review, place) => {
      const text = writeReview(review);
      expect(parseReview(text)).toEqual({ ok: true, value: review });
      const at = place % text.length;
      const changed = `${text.slice(0, at)}${text[at] === "1" ? "2" : "1"}${text.slice(at + 1)}`;
      const again = parseReview(changed);
      if (again.ok) expect(writeReview(again.value)).toBe(changed);
    }),
  );
});
