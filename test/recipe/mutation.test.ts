// Random changes to right files never throw: they give a project, or failures whose places are in the files.

import fc from "fast-check";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Place } from "../../src/model/failure.ts";
import { loadProject } from "../../src/recipe/load-project.ts";
import { failureText } from "../../src/report/failure-text.ts";
import { RIGHT, scratchProject } from "./scratch-project.ts";

const example = join(import.meta.dirname, "example");
const right: Record<string, string> = { ...RIGHT };
for (const path of [
  "recipes/musl/recipe.yaml",
  "recipes/musl/no-complex.patch",
  "recipes/hex1/recipe.yaml",
  "bootstrap-seed/hex1/NOTES.md",
  "stages/expected.sha256",
])
  right[path] = readFileSync(join(example, path), "utf8");
right["stages/expected.sha256"] = right["stages/expected.sha256"]!.replace("hex1", "hello");
const mutable = Object.keys(right).filter((path) => /yaml$|sha256$/.test(path));

const piece = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.constantFrom(
      "\n",
      "  ",
      "- ",
      ": ",
      "[",
      "]",
      "{",
      "}",
      '"',
      "'",
      "|",
      ">",
      "&a",
      "*a",
      "!t",
      "<<",
      "---\n",
      "#",
      "$",
      "${",
      "${cc}",
      "$$",
      "..",
      "/",
      "~",
      "1",
      "\t",
      "\r",
      "\0",
      "é",
      "\ufeff",
      "\ud800",
      "漢",
      "name: ",
      "seed",
      "hello",
      "- - - - ",
      "\\x00",
    ),
  },
  { weight: 9, arbitrary: fc.string({ maxLength: 5 }) },
  // Deeper than the stack: slow, so rare.
  { weight: 1, arbitrary: fc.constantFrom("[", "{", "- ", "? ").map((open) => open.repeat(3000)) },
);
const mutation = fc.record({
  file: fc.constantFrom(...mutable),
  at: fc.nat(),
  remove: fc.integer({ min: 0, max: 12 }),
  insert: piece,
  whole: fc.boolean(),
});

function mutated(
  text: string,
  { at, remove, insert, whole }: { at: number; remove: number; insert: string; whole: boolean },
): string {
  const lines = text.split("\n");
  if (whole)
    return lines
      .toSpliced(
        at % lines.length,
        Math.min(remove, 2),
        ...(remove > 6 ? [lines[(at * 7) % lines.length]!, insert] : []),
      )
      .join("\n");
  const start = at % (text.length + 1);
  return text.slice(0, start) + insert + text.slice(start + remove);
}

function checkPlace(place: Place, root: string): void {
  const lines = readFileSync(join(root, place.file), "utf8").split("\n");
  expect(lines[place.line - 1]).toBe(place.text);
  expect(place.column).toBeGreaterThanOrEqual(1);
  expect(place.column).toBeLessThanOrEqual(place.text.length + 1);
  expect(place.length).toBeGreaterThanOrEqual(1);
}

test("mutations", { timeout: 120_000 }, async () => {
  const root = scratchProject(right);
  expect(await loadProject(root)).toMatchObject({ ok: true });
  let wrong = 0;
  let good = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (mutations) => {
      const changed = new Map<string, string>();
      for (const each of mutations) changed.set(each.file, mutated(changed.get(each.file) ?? right[each.file]!, each));
      for (const [path, text] of changed) writeFileSync(join(root, path), text);
      try {
        const result = await loadProject(root);
        if (result.ok) good++;
        else {
          wrong++;
          expect(result.failures.length).toBeGreaterThan(0);
          for (const failure of result.failures) {
            expect(failure.message).toMatch(/^Cannot (read|plan) /);
            expect(failure.message).not.toContain("\n");
            checkPlace(failure.place!, root);
            if (failure.seeAlso !== undefined) checkPlace(failure.seeAlso.place, root);
            expect(failureText(failure)).toContain(`${failure.place!.file}:${failure.place!.line}:`);
          }
        }
      } finally {
        for (const path of changed.keys()) writeFileSync(join(root, path), right[path]!);
      }
    }),
    { numRuns: 250 },
  );
  expect(wrong).toBeGreaterThan(100);
  expect(good).toBeGreaterThan(0);
});
