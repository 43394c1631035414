// Figures that READMEs show must be those of what they tell of: pinned digests, lines and bytes of the rungs.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { countLines } from "../src/inputs/line-count.ts";

const root = join(import.meta.dirname, "..");

test("the digests that the README shows are those of stages/expected.sha256", () => {
  const pinned = new Map(
    [...readFileSync(join(root, "stages/expected.sha256"), "utf8").matchAll(/^([0-9a-f]{64})  (\S+)\.tree$/gm)].map(
      ([, digest, stage]) => [stage, digest],
    ),
  );
  const shown = [...readFileSync(join(root, "README.md"), "utf8").matchAll(/^ {4}(\S+) +built +([0-9a-f]{64})/gm)];
  expect(shown.length).toBeGreaterThan(3);
  for (const [, stage, digest] of shown) expect(`${stage} ${digest}`).toBe(`${stage} ${pinned.get(stage)}`);
});

test.each(["hex0/hex0.hex0", "linker/linker.hex0", "asm/asm.hex1"])(
  "the lines of %s are as many as is said",
  (path) => {
    const folder = join(root, "bootstrap-seed");
    const name = path.slice(0, path.indexOf("/"));
    const row = new RegExp(`^\\| \\[${name}\\].*\\| ([0-9,]+) \\| [0-9,]+ \\|$`, "m");
    const [, said] = row.exec(readFileSync(join(folder, "README.md"), "utf8"))!;
    expect(said).toBe(String(countLines(path, readFileSync(join(folder, path), "utf8")).code));
  },
);
