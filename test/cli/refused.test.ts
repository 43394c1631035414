// A result that is not the expected one: what is told of it, and what still can be done with it.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { removeTree } from "../../src/store/remove-tree.ts";
import { fromseedIn } from "./in-process.ts";
import { writeSmallProject } from "./small-project.ts";

const root = mkdtempSync(join(tmpdir(), "fromseed-refused-"));
const [project, home] = [join(root, "project"), join(root, "home")];
const fromseed = fromseedIn(project, home);
const recipe = join(project, "recipes/archive/recipe.yaml");
const treeOf = (stage: string): string =>
  (JSON.parse(readFileSync(join(home, `latest/${stage}.json`), "utf8")) as { tree: string }).tree;
const states = async (): Promise<string> =>
  (JSON.parse((await fromseed("list", "--json")).said) as { name: string; state: string }[])
    .map(({ name, state }) => `${name} ${state}`)
    .join(", ");
afterAll(() => removeTree(root));

test("a refused stage is listed as such, explained against the accepted build, and no other stage uses it", async () => {
  writeSmallProject(project);
  expect(await fromseed("build", "--offline", "--accept")).toMatchObject({ code: 0 });
  const accepted = treeOf("archive");
  const text = readFileSync(recipe, "utf8");
  // Two changes, one after the other: both are since the accepted build.
  writeFileSync(
    recipe,
    text.replace("/out/data/archive]", "/out/data/other]").replace("[data/archive]", "[data/other]"),
  );
  expect(await fromseed("build", "--offline")).toMatchObject({ code: 1 });
  writeFileSync(
    recipe,
    text.replace("/out/data/archive]", "/out/data/third]").replace("[data/archive]", "[data/third]"),
  );
  expect(await fromseed("build", "--offline")).toMatchObject({ code: 1 });

  const refused = treeOf("archive");
  expect(await states()).toBe("seed built, archive refused, file built, all waits");
  // Without the marks below what differs within a line.
  expect((await fromseed("explain", "archive")).said.replaceAll(/^ *~+\n/gm, "")).toBe(
    [
      `archive is refused: its tree is ${refused}, expected is ${accepted}.`,
      "Since the build that gave the expected tree, its key changed:",
      "  step 1",
      '  - "/work" ["/bin/hex0","/src/archive/text.hex","/out/data/archive"]',
      '  + "/work" ["/bin/hex0","/src/archive/text.hex","/out/data/third"]',
      "  output 1",
      '  - "data/archive"',
      '  + "data/third"',
      "",
    ].join("\n"),
  );
  expect(JSON.parse((await fromseed("explain", "archive", "--json")).said)).toMatchObject({
    state: "refused",
    tree: refused,
    expected: accepted,
    since: "accepted",
    changes: [{ part: "step 1" }, { part: "output 1" }],
  });
  expect((await fromseed("explain", "all")).said).toBe("all waits: its key is known once these are built: archive\n");

  // It can be looked at, and built again to see whether it comes out so each time.
  const exported = await fromseed("export", "archive", join(root, "out"));
  expect(exported).toMatchObject({ code: 0, said: expect.stringContaining(`is not the expected one`) });
  expect(readFileSync(join(root, "out/data/third"), "utf8")).toBe("archive\n");
  const again = await fromseed("reproduce", "archive", "--offline");
  expect(again).toMatchObject({ code: 1, said: expect.stringContaining("differs from stages/expected.sha256") });

  // A collection keeps what explains it; without any record of the accepted build that is said.
  expect(await fromseed("gc")).toMatchObject({ code: 0 });
  expect((await fromseed("explain", "archive")).said).toContain('"data/third"');
  const key = JSON.parse((await fromseed("explain", "archive", "--json")).said) as { key: string };
  for (const record of readdirSync(join(home, "records")))
    if (record !== key.key && !record.startsWith("scan-")) rmSync(join(home, "records", record));
  expect((await fromseed("explain", "archive")).said).toContain("No build that gave the expected tree is known here");

  // Nor is it said that an output is gone, where the key is another and only the record of the last one is.
  for (const record of readdirSync(join(home, "records"))) rmSync(join(home, "records", record));
  writeFileSync(recipe, text.replace("data/archive]", "data/fourth]").replace("[data/archive]", "[data/fourth]"));
  expect((await fromseed("explain", "archive")).said).toContain(
    "archive would be rebuilt: its key changed. Nothing is",
  );

  writeFileSync(recipe, text);
  expect(await fromseed("build", "--offline")).toMatchObject({ code: 0 });
  expect(await states()).toBe("seed built, archive built, file built, all built");
});
