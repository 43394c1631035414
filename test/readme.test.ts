// The README's first screen shows digests: they must be the pinned ones.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

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
