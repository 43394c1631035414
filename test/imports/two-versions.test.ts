// One closure with two versions of one project: stages of one name, told apart by their manifests, whoever reads them. And
// imports that were carried to a machine which has none of their places.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { fromseedIn, checkout } from "../cli/in-process.ts";
import { all } from "../extent.ts";
import { has } from "../image/registry.ts";
import { scratchDirectory } from "../scratch.ts";
import { ANY, projectText, type ImportText } from "./projects.ts";

const root = scratchDirectory();
const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const recipe = (project: string, name: string, steps: string, more = ""): void =>
  put(
    `${project}/recipes/${name}/recipe.yaml`,
    `about: x\nversion: "1"\n${more}steps:\n  - name: make\n    argv: [/bin/hex0, ${steps}]\noutputs: [${name}]\n`,
  );

/** A library of two stages; the second differs from version to version. */
function writeLibrary(version: string): void {
  const project = `library-${version}`;
  for (const path of ["recipes/seed", "bootstrap-seed/hex0"])
    cpSync(join(checkout, path), join(root, project, path), { recursive: true });
  put(`${project}/recipes/text/text.hex`, `3${version}0a\n`);
  recipe(project, "text", "/repo/recipes/text/text.hex, /out/text", "files: [recipes/text/text.hex]\n");
  put(
    `${project}/stages/s.yaml`,
    "stages:\n  - name: seed\n    recipe: seed\n  - name: text\n    recipe: text\n    uses: [seed]\n",
  );
}

async function pin(imports: readonly ImportText[], home: string): Promise<void> {
  const pinned: ImportText[] = [];
  for (const each of imports) {
    put("app/fromseed.yaml", projectText([each]));
    const { said } = await fromseedIn(join(root, "app"), home)("check");
    pinned.push({ ...each, digest: /pin it: digest: ([0-9a-f]{64})/.exec(said)?.[1] ?? said });
  }
  put("app/fromseed.yaml", projectText(pinned));
}

test.runIf(all && has("ssh-keygen"))("two versions in one closure", { timeout: 120_000 }, async () => {
  const home = join(root, "home");
  writeLibrary("1");
  writeLibrary("2");
  for (const name of ["one", "two"]) {
    put(`app/recipes/${name}/${name}.hex`, "00\n");
    recipe("app", name, `/repo/recipes/${name}/${name}.hex, /out/${name}`, `files: [recipes/${name}/${name}.hex]\n`);
  }
  put("app/recipes/both/both.hex", "01\n");
  recipe("app", "both", "/repo/recipes/both/both.hex, /out/both", "files: [recipes/both/both.hex]\n");
  const imports = ["1", "2"].map((version) => ({
    name: `library-${version}`,
    prefix: `l${version}-`,
    digest: ANY,
  }));
  put("app/stages/none.yaml", "images:\n  - name: i\n    about: x\n    stages: [l1-text]\n");
  await pin(imports, home);
  put(
    "app/stages/none.yaml",
    "default: both\nstages:\n" +
      "  - name: one\n    recipe: one\n    uses: [l1-seed, l1-text]\n" +
      "  - name: two\n    recipe: two\n    uses: [l2-seed, l2-text]\n" +
      "  - name: both\n    recipe: both\n    uses: [l1-seed, one, two]\n",
  );
  const own = fromseedIn(join(root, "app"), home);
  expect(await own("build", "--accept")).toMatchObject({ code: 0 });
  expect(readFileSync(join(root, "app/stages/expected.sha256"), "utf8")).not.toContain("text.tree");
  const closure = JSON.parse(readFileSync(join(home, "manifests/both.closure.json"), "utf8"));
  // The seed of both is one.
  expect(closure.predicate.stages.map(({ stage }: { stage: string }) => stage)).toEqual([
    "both",
    "one",
    "seed",
    "text",
    "text",
    "two",
  ]);
  for (const words of [
    ["verify"],
    ["list"],
    ["graph", "both"],
    ["explain", "both"],
    ["audit", "both"],
    ["audit", "--ways", "both"],
    ["sbom", "both", "--cyclonedx"],
    ["sbom", "both", "--spdx"],
    ["licences", "both"],
    ["reproduce", "both"],
    ["gc", "--dry-run"],
    ["export", "both", join(root, "replay"), "--replay", "--closure"],
    ["export", "both", "one", "--oci", join(root, "image")],
    ["publish", "both", join(root, "published")],
  ])
    expect(await own(words[0]!, ...words.slice(1)), words.join(" ")).toMatchObject({ code: 0 });
  expect((await own("check")).said).not.toContain("two versions");
  // All that they use is called otherwise in their manifests, and stays as it is.
  for (const stage of ["one", "both"]) {
    const explained = JSON.parse((await own("explain", stage, "--json")).said) as object;
    expect(explained).toMatchObject({ state: "built", changes: [] });
    expect(explained).not.toHaveProperty("manifest");
  }
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "me", "-f", join(root, "me")]);
  expect(await own("attest", "--ssh", join(root, "me"), "--into", join(root, "said"))).toMatchObject({ code: 0 });
  const signed = await own("sign", "both", "--closure", "--ssh", join(root, "me"), "--json");
  const names = JSON.parse(signed.said).map(({ manifest }: { manifest: string }) => basename(manifest));
  expect(names.sort()).toEqual(
    ["both.closure", "both", "l1-seed", "l1-text", "l2-text", "one", "two"].map((name) => `${name}.json`).sort(),
  );
  const given = join(root, "said");
  expect(await own("verify", "both", "--manifests", given)).toMatchObject({ code: 0 });
  expect(await own("diff", ".", join(given, "both.json"))).toMatchObject({ code: 0 });

  // Another machine, where the folders are gone: all of it was carried there.
  const carried = join(root, "carried");
  expect(await own("fetch", "both", "--into", carried)).toMatchObject({ code: 0 });
  for (const version of ["1", "2"]) renameSync(join(root, `library-${version}`), join(root, `gone-${version}`));
  const there = fromseedIn(join(root, "app"), join(root, "there"));
  expect((await there("build", "--offline")).said).toContain("no place gave it");
  expect(await there("build", "--offline", "--mirror", carried)).toMatchObject({ code: 0 });
  expect(readFileSync(join(root, "there/manifests/both.closure.json"), "utf8")).toBe(
    readFileSync(join(home, "manifests/both.closure.json"), "utf8"),
  );
});
