// A collection in a store whose texts were lost, one or all of them: what the project's stages need stays.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { removeTree } from "../../src/store/remove-tree.ts";
import { fromseedIn } from "../cli/in-process.ts";
import { STAGES, writeSmallProject } from "../cli/small-project.ts";

const root = mkdtempSync(join(tmpdir(), "fromseed-gc-"));
const [project, home] = [join(root, "project"), join(root, "home")];
const fromseed = fromseedIn(project, home);
let trees: readonly string[];

beforeAll(async () => {
  writeSmallProject(project);
  expect(await fromseed("build", "--offline")).toMatchObject({ code: 0 });
  trees = readdirSync(join(home, "trees")).sort();
  expect(trees.length).toBe(STAGES.length + 1);
});
afterAll(() => removeTree(root));

const corrupt = (path: string): void => writeFileSync(path, `${readFileSync(path, "utf8")}x`);
const WAYS: Readonly<Record<string, (path: string) => Promise<void>>> = {
  "is corrupt": async (path) => corrupt(path),
  "is a directory": async (path) => {
    rmSync(path);
    mkdirSync(path);
  },
  "is gone": async (path) => rmSync(path),
  "was put away": async (path) => {
    corrupt(path);
    expect(await fromseed("verify", "--store", "--heal")).toMatchObject({ code: 0 });
  },
};

/** The texts that tell of a stage's tree. */
function textsOf(stage: string): readonly string[] {
  const { key } = JSON.parse(readFileSync(join(home, "latest", `${stage}.json`), "utf8")) as { key: string };
  return [`records/${key}`, `latest/${stage}.json`, `latest/${stage}.tree`, `manifests/${stage}.json`];
}

async function collectAndBuild(what: string): Promise<string> {
  const { code, said } = await fromseed("gc");
  expect(code, `${what}: ${said}`).toBe(0);
  expect(readdirSync(join(home, "trees")).sort(), what).toEqual(trees);
  return said;
}

async function mend(what: string): Promise<void> {
  expect(await fromseed("verify", "--store", "--heal"), what).toMatchObject({ code: 0 });
  const built = await fromseed("build", "--offline");
  expect(built.code, built.said).toBe(0);
  expect(built.said, what).toMatch(/fromseed +ended +0 built, 4 reused/);
}

test.each(Object.entries(WAYS))(
  "one text that tells of a tree %s: no tree goes",
  { timeout: 60_000 },
  async (way, lose) => {
    for (const stage of ["seed", "archive", "all"]) {
      for (const text of textsOf(stage)) {
        const what = `${text} ${way}`;
        await lose(join(home, text));
        await collectAndBuild(what);
        await mend(what);
      }
    }
  },
);

test("where no text is left that tells of a tree, all are kept, and it is said why until a build has written them again", async () => {
  for (const text of textsOf("archive")) corrupt(join(home, text));
  expect(await fromseed("verify", "--store", "--heal")).toMatchObject({ code: 0 });
  const quarantined = readdirSync(join(home, "quarantine")).length;
  const said = await collectAndBuild("all texts");
  expect(said).toContain(
    'kept  every tree and record  Cannot tell what "latest/archive.json" needs: it was corrupt and is put away\n',
  );
  expect(readdirSync(join(home, "quarantine")).length).toBe(quarantined);
  // Saying so twice changes nothing.
  expect(await collectAndBuild("again")).toContain("kept  every tree and record");
  expect(JSON.parse((await fromseed("gc", "--json")).said)).toMatchObject({
    unclear: [{ code: "store-corrupt" }, { code: "store-corrupt" }],
  });
  expect(await fromseed("build", "--offline")).toMatchObject({ code: 0 });
  expect(await collectAndBuild("built")).not.toContain("kept");
  expect(readdirSync(join(home, "quarantine"))).toEqual([]);
});

test("a pinned tree stays, with the record that explains it; what nothing tells of goes", async () => {
  const stray = join(home, "trees", "0".repeat(64));
  mkdirSync(stray);
  await collectAndBuild("stray");
  expect(existsSync(stray)).toBe(false);

  const text = join(project, "text/all.hex");
  const before = readFileSync(text, "utf8");
  const first = JSON.parse(readFileSync(join(home, "latest/all.json"), "utf8")) as { key: string; tree: string };
  writeFileSync(join(project, "stages/expected.sha256"), `${first.tree}  all.tree\n`);
  for (const change of ["41\n", "42\n"]) {
    writeFileSync(text, change);
    expect(await fromseed("build", "--offline")).toMatchObject({ code: 1 });
  }
  await fromseed("gc");
  expect(existsSync(join(home, "trees", first.tree))).toBe(true);
  expect(existsSync(join(home, "records", first.key))).toBe(true);
  rmSync(join(project, "stages/expected.sha256"));
  writeFileSync(text, before);
});
