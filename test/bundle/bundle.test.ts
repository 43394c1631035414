// Bundles of a small checkout: the same bytes from every clone, nothing that no commit holds, and what comes back is what
// went in or is refused.

import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { readBundle } from "../../src/bundle/read-bundle.ts";
import { writeBundle, type WrittenBundle } from "../../src/bundle/write-bundle.ts";
import { sha256, type Sha256 } from "../../src/bytes/sha256.ts";
import { fail, succeed, type Result } from "../../src/model/failure.ts";
import { archive, type Written } from "../fetch/tar-blocks.ts";
import { gitIn } from "../git/somebody.ts";
import { messages, temporaryFolder, temporaryStore, value, writeFiles } from "../store/temporary-store.ts";

const { signal } = new AbortController();
let root: string;
let checkout: string;

const LOCK = JSON.stringify({
  packages: {
    "": {},
    "node_modules/run": {},
    "node_modules/run/node_modules/within": {},
    "node_modules/tests": { dev: true },
    "node_modules/elsewhere": { optional: true },
  },
});

beforeEach(() => {
  root = temporaryFolder();
  checkout = join(root, "checkout");
  writeFiles(checkout, {
    fromseed: "#!/bin/sh\n",
    "package-lock.json": LOCK,
    ".gitignore": "node_modules/\n",
    "recipes/a/recipe.yaml": "about: a\n",
    "node_modules/run/index.js": "1\n",
    "node_modules/run/node_modules/within/index.js": "2\n",
    "node_modules/tests/index.js": "3\n",
    "node_modules/.cache/x": "4\n",
  });
  chmodSync(join(checkout, "fromseed"), 0o755);
  symlinkSync("recipes/a", join(checkout, "link"));
  const git = gitIn(checkout);
  git("init", "-q");
  git("add", "-A");
  git("commit", "-qm", "all");
});

async function bundled(from: string, name: string, project = from): Promise<Result<WrittenBundle>> {
  const store = await temporaryStore();
  const scratch = value(await store.newScratch("bundle"));
  const asked = {
    target: "a",
    checkout: from,
    project,
    carrySources: async (into: string) => succeed(writeFileSync(join(into, "a.tar"), "source\n")),
    git: { path: process.env["PATH"], signal },
  };
  return writeBundle(store, asked, { file: join(root, name), scratch });
}

test("every clone gives the same bytes, whatever lies among its packages, and so does what comes out of one", async () => {
  const one = value(await bundled(checkout, "one.tar"));
  const clone = join(root, "a longer path/clone");
  execFileSync("git", ["clone", "-q", checkout, clone]);
  cpSync(join(checkout, "node_modules"), join(clone, "node_modules"), { recursive: true });
  writeFileSync(join(clone, "node_modules/.stray"), "");
  chmodSync(join(clone, "recipes/a/recipe.yaml"), 0o600);
  expect(value(await bundled(clone, "two.tar"))).toEqual(one);
  const bytes = readFileSync(join(root, "one.tar"));
  expect(readFileSync(join(root, "two.tar")).equals(bytes)).toBe(true);

  mkdirSync(join(root, "out"));
  execFileSync("tar", ["-C", join(root, "out"), "-xf", join(root, "one.tar")]);
  const top = join(root, "out/fromseed-a");
  expect(execFileSync("sha256sum", ["--quiet", "-c", "SHA256SUMS"], { cwd: top, encoding: "utf8" })).toBe("");
  expect(readFileSync(join(top, "checkout/node_modules/.fromseed-lock"), "utf8")).toBe(LOCK);
  expect(existsSync(join(top, "checkout/node_modules/run/node_modules/within/index.js"))).toBe(true);
  for (const none of ["node_modules/tests", "node_modules/.cache", "node_modules/.stray", ".git"])
    expect(existsSync(join(top, "checkout", none)), none).toBe(false);
  expect(execFileSync("sh", ["-n", join(top, "build")], { encoding: "utf8" })).toBe("");
  expect(value(await bundled(join(top, "checkout"), "three.tar"))).toEqual(one);
  expect(readFileSync(join(root, "three.tar")).equals(bytes)).toBe(true);
});

test("what a run that was killed left of the file is written over", async () => {
  writeFileSync(join(root, "one.tar"), Buffer.alloc(1 << 20, "x"));
  value(await bundled(checkout, "one.tar"));
  const names = execFileSync("tar", ["-tf", join(root, "one.tar")], { encoding: "utf8" });
  expect(names).toMatch(/^fromseed-a\/\n[^]*fromseed-a\/sources\/a\.tar\n$/);
});

test("a project of its own lies beside the checkout", async () => {
  const project = join(root, "project");
  writeFiles(project, { "recipes/b/recipe.yaml": "about: b\n" });
  value(await bundled(checkout, "apart.tar", project));
  const names = execFileSync("tar", ["-tf", join(root, "apart.tar")], { encoding: "utf8" });
  expect(names).toContain("fromseed-a/project/recipes/b/recipe.yaml\n");
  expect(execFileSync("tar", ["-xOf", join(root, "apart.tar"), "fromseed-a/build"], { encoding: "utf8" })).toContain(
    '--project "$here/project" --offline --mirror "$here/sources"',
  );
});

test.each<[string, () => void, string]>([
  ["changed", () => writeFileSync(join(checkout, "recipes/a/recipe.yaml"), "about: b\n"), "recipes/a/recipe.yaml"],
  ["new", () => writeFileSync(join(checkout, "recipes/new"), ""), "recipes/new"],
  ["gone", () => rmSync(join(checkout, "link")), "link"],
  ["of another mode", () => chmodSync(join(checkout, "fromseed"), 0o644), "fromseed"],
])("a file that is %s is named, and nothing is written", async (_, change, path) => {
  change();
  const result = await bundled(checkout, "dirty.tar");
  expect(messages(result)[0]).toContain("it has files that are not as its commit has them");
  expect(result.ok ? [] : result.failures[0]!.details).toEqual([path]);
  expect(existsSync(join(root, "dirty.tar"))).toBe(false);
});

test("what is no file is named, where no repository says so", async () => {
  rmSync(join(checkout, ".git"), { recursive: true });
  execFileSync("mkfifo", [join(checkout, "recipes/pipe")]);
  expect(messages(await bundled(checkout, "x.tar"))[0]).toContain('"recipes/pipe" is neither a file nor a link');
});

test("a package that is not installed is named", async () => {
  rmSync(join(checkout, "node_modules/run/node_modules"), { recursive: true });
  expect(messages(await bundled(checkout, "x.tar"))[0]).toContain(
    '"node_modules/run/node_modules/within" is not installed',
  );
});

test("sources that cannot be had end it", async () => {
  const store = await temporaryStore();
  const scratch = value(await store.newScratch("bundle"));
  const carrySources = async () => fail("source-unavailable", "Cannot fetch a.tar");
  const asked = { target: "a", checkout, project: checkout, carrySources, git: { path: undefined, signal } };
  expect(messages(await writeBundle(store, asked, { file: join(root, "x.tar"), scratch }))).toEqual([
    "Cannot fetch a.tar",
  ]);
});

async function read(content: Uint8Array, expected?: Sha256): Promise<string> {
  const store = await temporaryStore();
  writeFileSync(join(root, "given.tar"), content);
  const result = await readBundle(store, join(root, "given.tar"), { into: join(root, "in"), expected, signal });
  if (result.ok) return result.value.sha256;
  rmSync(join(root, "in"), { recursive: true, force: true });
  return messages(result)[0]!.replace(/^Cannot unpack "[^"]*": /, "");
}

test("what was written is read again, and no other", async () => {
  const { tree } = value(await bundled(checkout, "whole.tar"));
  const whole = readFileSync(join(root, "whole.tar"));
  expect(await read(whole)).toBe(tree);
  expect(readFileSync(join(root, "in/fromseed-a/sources/a.tar"), "utf8")).toBe("source\n");
  rmSync(join(root, "in"), { recursive: true });
  const changed = Buffer.from(whole);
  changed.write("Source\n", changed.indexOf("source\n\0"));
  const none = sha256("");
  expect(await read(whole, none)).toBe(`it unpacks to ${tree}, not ${none}`);
  expect(await read(changed)).toBe('its SHA256SUMS does not say what it holds: "sources/a.tar"');
});

const sums = (...files: readonly Written[]): Written => ({
  name: "b/SHA256SUMS",
  content: files.map(({ name, content }) => `${sha256(content ?? "")}  ${String(name).slice(2)}\n`).join(""),
});
const build = { name: "b/build", content: "x" };
const script = { name: "b/checkout/fromseed", content: "y" };

test.each<[string, readonly Written[], string]>([
  ["that leaves its folder", [{ name: "b/../../x", content: "x" }], 'the name "b/../../x" holds ".."'],
  ["with an absolute name", [{ name: "/etc/x", content: "x" }], 'the name "/etc/x" is an absolute path'],
  ["with a link out of it", [{ name: "b/l", type: "2", target: "../../x" }], 'the link "b/l" points out of the tree'],
  ["with two folders", [build, { name: "c/x", content: "x" }], "it is no bundle: that has one folder at its top"],
  ["that is a file", [{ name: "b", content: "x" }], "it is no bundle: that has one folder at its top"],
  ["without sums", [build, script], 'it is no bundle: it has no file "SHA256SUMS"'],
  ["without a command", [sums(script), script], 'it is no bundle: it has no file "build"'],
  ["with a file more", [sums(build), build, script], 'its SHA256SUMS does not say what it holds: "checkout/fromseed"'],
  [
    "with a file less",
    [sums(build, script, { name: "b/z" }), build, script],
    "its SHA256SUMS does not say what it holds",
  ],
])("a bundle %s is refused", async (_, entries, reason) => {
  expect(await read(archive(...entries))).toContain(reason);
  expect(existsSync(join(root, "x"))).toBe(false);
});
