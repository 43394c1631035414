// A project in a scratch directory, for tests: a small right one, with files laid over it.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

export const RIGHT: Readonly<Record<string, string>> = {
  "recipes/hello/recipe.yaml": [
    "about: Something right",
    'version: "1"',
    "files: [hello/]",
    "parameters: {tool: /bin/tool}",
    "steps:",
    "  - name: make",
    '    argv: ["${tool}", /out/hello]',
    "outputs: [hello]",
    "",
  ].join("\n"),
  "recipes/seed/recipe.yaml": [
    "about: The seed",
    'version: "1"',
    "seed:",
    "  text: hello/seed.hex0",
    "  path: bin/hex0",
    "  size: 1",
    `  sha256: ${"a1".repeat(32)}`,
    "",
  ].join("\n"),
  "hello/seed.hex0": "90\n",
  "stages/main.yaml":
    "stages:\n  - name: seed\n    recipe: seed\n  - name: hello\n    recipe: hello\n    uses: [seed]\n",
};

const scratch = mkdtempSync(join(tmpdir(), "fromseed-recipe-"));
let count = 0;
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Writes the right project with other files laid over it, and gives its root. */
export function scratchProject(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const root = join(scratch, String(count++));
  for (const [path, content] of Object.entries({ ...RIGHT, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}
