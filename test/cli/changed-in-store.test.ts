// A file that was changed in the store is not signed over, nor is a reproduction made from it.

import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateKey } from "openpgp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { removeTree } from "../../src/store/remove-tree.ts";
import { fromseedIn } from "./in-process.ts";
import { writeSmallProject } from "./small-project.ts";

const root = mkdtempSync(join(tmpdir(), "fromseed-changed-"));
const [project, home, secret] = [join(root, "project"), join(root, "home"), join(root, "alice.secret")];
const fromseed = fromseedIn(project, home);
const treeOf = (stage: string): string =>
  (JSON.parse(readFileSync(join(home, `latest/${stage}.json`), "utf8")) as { tree: string }).tree;

beforeAll(async () => {
  writeSmallProject(project);
  writeFileSync(secret, (await generateKey({ userIDs: [{ name: "alice" }] })).privateKey);
  expect(await fromseed("build", "--offline")).toMatchObject({ code: 0 });
});
afterAll(() => removeTree(root));

/** What a command says while one byte of a file in the home is another. */
async function whileChanged(path: string, ...words: readonly [string, ...string[]]) {
  const before = readFileSync(path);
  const { mode } = statSync(path);
  chmodSync(path, 0o644);
  const write = (content: Uint8Array, mode: number): void => {
    writeFileSync(path, content);
    chmodSync(path, mode);
  };
  write(Buffer.from(before).fill(0x58, 0, 1), mode);
  try {
    return await fromseed(...words);
  } finally {
    chmodSync(path, 0o644);
    write(before, mode);
  }
}

test("sign reads the trees of the whole closure again", async () => {
  for (const [stage, file] of [
    ["all", "all"],
    ["archive", "data/archive"],
    ["seed", "bin/hex0"],
  ] as const) {
    const tree = treeOf(stage);
    const { code, said } = await whileChanged(join(home, "trees", tree, file), "sign", "all", "--key", secret);
    expect({ code, said }).toMatchObject({ code: 1, said: expect.stringContaining(`Cannot trust "trees/${tree}"`) });
    expect(said).toContain(`it is that of stage "${stage}"`);
    expect(said).toContain("hint: fromseed verify --store --heal");
  }
  // Nor may what the steps saw of a source be another: a build that read it so would be signed for what it is not.
  const recipe = readFileSync(join(project, "recipes/archive/recipe.yaml"), "utf8");
  const unpacked = join(home, "trees", /tree: (\S+)/.exec(recipe)![1]!, "text.hex");
  const ofSource = await whileChanged(unpacked, "sign", "all", "--key", secret);
  expect(ofSource).toMatchObject({ code: 1, said: expect.stringContaining('it is that of source "archive"') });
  expect(await fromseed("sign", "all", "--key", secret)).toMatchObject({ code: 0 });
});

test("reproduce reads what it builds from again", async () => {
  const seed = join(home, "trees", treeOf("seed"), "bin/hex0");
  const ofStage = await whileChanged(seed, "reproduce", "archive", "--offline");
  expect(ofStage).toMatchObject({ code: 1, said: expect.stringContaining('it is that of stage "seed"') });

  const recipe = readFileSync(join(project, "recipes/archive/recipe.yaml"), "utf8");
  const unpacked = join(home, "trees", /tree: (\S+)/.exec(recipe)![1]!, "text.hex");
  const ofTree = await whileChanged(unpacked, "reproduce", "archive", "--offline");
  expect(ofTree).toMatchObject({ code: 1, said: expect.stringContaining('it is that of source "archive"') });

  const blob = join(home, "blobs", sha256(readFileSync(join(project, "near/file.hex"))));
  const ofFile = await whileChanged(blob, "reproduce", "file", "--offline");
  expect(ofFile).toMatchObject({ code: 1, said: expect.stringContaining('it is that of source "file"') });

  for (const stage of ["archive", "file"])
    expect(await fromseed("reproduce", stage, "--offline")).toMatchObject({ code: 0 });
});
