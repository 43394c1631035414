// One upstream file that two recipes name is asked for once, by one command and by two processes at once.

import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { startFromseed } from "../faults/fromseed.ts";
import { mirror, serve } from "../fetch/mirror.ts";
import { archive as tar } from "../fetch/tar-blocks.ts";
import { scratch } from "../fetch/scratch.ts";

const text = "6F 6E 65 0A\n";
const archive = tar({ name: "text.hex", content: text });

function recipe(name: string, url: string): string {
  return `about: what the hex loader makes of a text
version: "1"
sources:
  - name: up
    file: up.tar
    size: ${archive.length}
    sha256: ${sha256(archive)}
    licence: MIT
    places:
      - url: ${url}/up.tar
    unpack:
      tree: ${sha256(`644 ${sha256(text)} text.hex\n`)}
steps:
  - name: make
    argv: [/bin/hex0, /src/up/text.hex, /out/${name}]
outputs: [${name}]
`;
}

function project(url: string): string {
  const root = scratch();
  const files: Readonly<Record<string, string>> = {
    "recipes/one/recipe.yaml": recipe("one", url),
    "recipes/two/recipe.yaml": recipe("two", url),
    "recipes/seed/recipe.yaml": `about: a seed of one byte
version: "1"
files: [seed.hex0]
seed: { text: seed.hex0, path: bin/hex0, size: 1, sha256: ${sha256("6")} }
`,
    "seed.hex0": "36\n",
    "stages/all.yaml": `stages:
  - name: seed
    recipe: seed

  - name: one
    recipe: one
    uses: [seed]

  - name: two
    recipe: two
    uses: [seed]
`,
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

test.each<[string, readonly (readonly string[])[]]>([
  ["one command", [["fetch", "one", "two"]]],
  [
    "two at once",
    [
      ["fetch", "one"],
      ["fetch", "two"],
    ],
  ],
  [
    "a fetch and an audit",
    [
      ["fetch", "one"],
      ["audit", "two"],
    ],
  ],
])("%s", async (_, commands) => {
  const slow = await mirror((...given) => void setTimeout(() => serve(archive)(...given), 300));
  const at = ["--project", project(slow.url)];
  const home = join(scratch(), "home");
  const ended = commands.map((words) => once(startFromseed(home, [...words, ...at]), "close"));
  for (const [code] of await Promise.all(ended)) expect(code).toBe(0);
  expect(slow.asked).toEqual(["/up.tar"]);
});
