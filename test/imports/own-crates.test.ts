// A project whose own tree has a lock file: its crates are sources of its stages, in the manifest, and in a replay that
// needs no fromseed.

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { fromseedIn } from "../cli/in-process.ts";
import { archive } from "../fetch/tar-blocks.ts";
import { gitIn } from "../git/somebody.ts";
import { scratchDirectory } from "../scratch.ts";
import { ANY, writeSeeded } from "./projects.ts";

const root = scratchDirectory();
const project = join(root, "hello");
const home = join(root, "home");
const crates = join(root, "crates");
const fromseed = fromseedIn(project, home);

const CRATE = gzipSync(
  archive(
    { name: "words-1.0.0/Cargo.toml", content: '[package]\nname = "words"\nlicense = "MIT"\n' },
    { name: "words-1.0.0/hello.hex", content: "68656c6c6f0a\n" },
  ),
);
const LOCK = `version = 4

[[package]]
name = "hello"
version = "0.1.0"
dependencies = [
 "words",
]

[[package]]
name = "words"
version = "1.0.0"
source = "registry+https://registry.example/index"
checksum = "${sha256(CRATE)}"
`;

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
};
const recipe = (tree: string, lock = "Cargo.lock"): void =>
  put(
    "recipes/hello/recipe.yaml",
    `about: hello\nversion: "1"\nown:\n  name: hello\n  licence: MIT\n  tree: ${tree}\n  crates:\n    lock: ${lock}\n` +
      "    targets: [x86_64-unknown-linux-musl]\nsteps:\n  - name: make\n" +
      "    argv: [/bin/hex0, /src/vendor/words-1.0.0/hello.hex, /out/hello]\noutputs: [hello]\n",
  );

const git = gitIn(project);
const commit = (): void => {
  git("add", "--all");
  git("commit", "--quiet", "-m", "all");
};

beforeAll(async () => {
  mkdirSync(crates);
  writeFileSync(join(crates, "words-1.0.0.crate"), CRATE);
  writeSeeded(project, "hello");
  put("Cargo.lock", LOCK);
  put("Cargo.toml", '[package]\nname = "hello"\nversion = "0.1.0"\n[dependencies]\nwords = "1"\n');
  recipe(ANY);
  git("init", "--quiet", "-b", "main");
  commit();
  const { said } = await fromseed("check");
  recipe(/pin it: tree: (\w+)/.exec(said)![1]!);
});

const manifest = (): unknown => JSON.parse(readFileSync(join(home, "manifests/hello.json"), "utf8"));

test("its crates are laid out, named in the manifest, and audited", async () => {
  expect(await fromseed("build", "--crates", crates)).toMatchObject({ code: 0 });
  expect(manifest()).toMatchObject({
    predicate: {
      buildDefinition: {
        resolvedDependencies: expect.arrayContaining([
          expect.objectContaining({
            name: "hello",
            digest: expect.objectContaining({ fromseedTree1: expect.any(String) }),
          }),
          expect.objectContaining({
            name: "words@1.0.0",
            digest: { sha256: sha256(CRATE) },
            annotations: expect.objectContaining({ fromseed_lock: "hello/Cargo.lock" }),
          }),
        ]),
      },
    },
  });
  for (const words of [
    ["verify"],
    ["audit"],
    ["licences", "hello"],
    ["reproduce", "hello"],
    ["sbom", "hello", "--cyclonedx"],
  ])
    expect(await fromseed(words[0]!, ...words.slice(1)), words[0]!).toMatchObject({ code: 0 });
  expect((await fromseed("audit")).said).toContain("words-1.0.0.crate");
});

test("a replay lays the same crates, with a shell alone", async () => {
  const replay = join(root, "replay");
  expect(await fromseed("export", "hello", replay, "--replay", "--closure")).toMatchObject({
    code: 0,
    said: expect.stringContaining("replay.sh"),
  });
  const { status, stdout, stderr } = spawnSync("/bin/sh", ["replay.sh"], { cwd: replay, encoding: "utf8" });
  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toMatch(/hello: [0-9a-f]{64} as expected\n$/);
  expect(readFileSync(join(replay, "stages/hello/out/hello"), "utf8")).toBe("hello\n");
});

test("what was built is known when the crate is nowhere to be had any more", async () => {
  expect(await fromseed("gc", "--sources")).toMatchObject({ code: 0 });
  expect((await fromseed("build", "--offline")).said).toContain("2 reused");
});

/** What `check` and `build` say of a lock file at that path, as HEAD is. */
async function withLockAt(path: string): Promise<readonly string[]> {
  recipe(ANY, path);
  recipe(/pin it: tree: (\w+)/.exec((await fromseed("check")).said)![1]!, path);
  const told: string[] = [];
  for (const words of [["check"], ["build", "--crates", crates]]) {
    const { code, said } = await fromseed(words[0]!, ...words.slice(1));
    expect(code).not.toBe(0);
    told.push(said);
  }
  return told;
}

test("a lock file that the tree does not have, or that a link leads to, is told with its place", async () => {
  const missing = await withLockAt("rust/Cargo.lock");
  mkdirSync(join(root, "outside"));
  writeFileSync(join(root, "outside/Cargo.lock"), LOCK);
  symlinkSync(join(root, "outside"), join(project, "sub"));
  commit();
  const linked = await withLockAt("sub/Cargo.lock");
  for (const said of [...missing, ...linked]) {
    expect(said).toMatch(/Cannot take crates from "hello\/(rust|sub)\/Cargo.lock": there is no such file/);
    expect(said).toContain("recipes/hello/recipe.yaml:8:11");
    expect(said).toContain("hint: name the path of a Cargo.lock in the tree");
  }
});

test("a HEAD that is no longer the pinned one is told before anything is built", async () => {
  put("Cargo.toml", '[package]\nname = "hello"\nversion = "0.2.0"\n');
  commit();
  const { code, said } = await fromseedIn(project, join(root, "other-home"))("build", "--crates", crates);
  expect(code).not.toBe(0);
  expect(said).toMatch(/not the pinned[^]*stage "hello" asks for it again when its turn comes[^]*seed +started/);
});
