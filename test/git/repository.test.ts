// How a repository is found and read from its files, in all the forms that git gives it; and that nothing of it is run.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRepository, type Repository } from "../../src/git/repository.ts";
import { fromseedIn } from "../cli/in-process.ts";
import { MadeRepository, openpgpSigner } from "../history/made-repository.ts";

const root = mkdtempSync(join(tmpdir(), "fromseed-git-"));
afterAll(() => rmSync(root, { recursive: true }));

const alice = openpgpSigner("alice");
const bob = openpgpSigner("bob");
const POLICY = `signer alice ${alice.fingerprint}\nsigner bob ${bob.fingerprint}\ngroup g any alice bob\npaths recipes/ need g reviewed\n`;
const START = {
  "history-policy.txt": POLICY,
  "recipes/a": "1\n2\n3\n4\n5\n6\n7\n",
  ".gitattributes": "a merge=evil\n",
};
const own = new MadeRepository(join(root, "own"));
let tip = "";

function git(...words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync("git", ["-C", own.folder, ...words], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

beforeAll(() => {
  mkdirSync(join(root, "keys"));
  for (const { name, key } of [alice, bob]) writeFileSync(join(root, "keys", name), key);
  const first = own.commit({ files: START, by: alice });
  const ours = { ...START, "recipes/a": START["recipes/a"].replace("1", "one") };
  const theirs = { ...START, "recipes/a": START["recipes/a"].replace("7", "seven") };
  const both = { ...START, "recipes/a": ours["recipes/a"].replace("7", "seven") };
  const main = own.commit({ files: ours, parents: [first], by: [alice, bob] });
  const side = own.commit({ files: theirs, parents: [first], by: alice });
  tip = own.commit({ files: both, parents: [main, side], by: bob });
  own.branch("main", tip);
  git("tag", "light");
  git("-c", "user.name=a", "-c", "user.email=b", "tag", "-a", "-m", "x", "heavy");
});

async function opened(folder: string): Promise<Repository> {
  const repository = await openRepository(folder);
  if (!repository.ok) throw new Error(repository.failures[0]!.message);
  return repository.value;
}

const check = (folder: string, ...words: readonly string[]) =>
  fromseedIn(folder, join(root, "no-home"))("history", "--keys", join(root, "keys"), ...words);

test("a folder of it, a worktree, a bare clone, packed references", async () => {
  const inside = join(own.folder, "some/folder");
  mkdirSync(inside, { recursive: true });
  expect((await opened(inside)).head).toBe(tip);
  git("worktree", "add", "-q", "--detach", join(root, "tree"), "HEAD~1");
  expect(await opened(join(root, "tree"))).toMatchObject({
    head: git("rev-parse", "HEAD~1"),
    objects: join(own.folder, ".git/objects"),
  });
  git("clone", "-q", "--bare", own.folder, join(root, "bare.git"));
  expect((await opened(join(root, "bare.git"))).refs.get("refs/heads/main")).toBe(tip);
  git("clone", "-q", own.folder, join(root, "clone"));
  expect((await opened(join(root, "clone"))).refs.get("refs/remotes/origin/HEAD")).toBe(tip);
  git("pack-refs", "--all");
  expect(existsSync(join(own.folder, ".git/refs/heads/main"))).toBe(false);
  expect([...(await opened(own.folder)).refs.keys()].sort()).toEqual([
    "refs/heads/main",
    "refs/tags/heavy",
    "refs/tags/light",
  ]);
  for (const folder of ["own", "bare.git", "clone"]) {
    const ran = await check(join(root, folder));
    expect(ran.code, ran.said).toBe(0);
    expect(ran.said).toContain("2 of what the policy guards, 2 accepted");
  }
});

test("folders named as those of a repository make none without a HEAD", async () => {
  const inside = join(own.folder, "some/sources");
  for (const name of ["objects", "refs"]) mkdirSync(join(inside, name), { recursive: true });
  expect((await opened(inside)).head).toBe(tip);
});

test("tags and what git makes of names", async () => {
  for (const range of ["heavy", "light", "heavy~1..main", `${tip}^..${tip}`, "HEAD", "HEAD~1.."]) {
    const ran = await check(own.folder, range);
    expect(ran.code, `${range}: ${ran.said}`).toBe(0);
  }
  for (const range of ["--all", "none", "main..none", "a b", ":/x", "main^9"]) {
    const ran = await check(own.folder, "--", range);
    expect(ran.code, `${range}: ${ran.said}`).toBe(2);
    expect(ran.said).toContain("names no commit");
  }
  own.put("refs/tags/twice", `${tip}\n`);
  own.put("refs/heads/twice", `${git("rev-parse", "HEAD~1")}\n`);
  expect((await check(own.folder, "twice~0")).said).toContain('"twice" is the name of more than one commit');
  expect((await check(own.folder, "refs/tags/twice")).code).toBe(0);
});

test("nothing of its configuration is run or believed", async () => {
  const mark = join(root, "was-run");
  const script = join(root, "evil.sh");
  writeFileSync(script, `#!/bin/sh\necho run >> ${mark}\nexit 0\n`, { mode: 0o755 });
  own.put(
    "config",
    `[core]\n\trepositoryformatversion = 0\n\tfsmonitor = ${script}\n\tsshCommand = ${script}\n\thooksPath = ${root}\n` +
      `[merge "evil"]\n\tdriver = ${script}\n[diff "evil"]\n\ttextconv = ${script}\n[gpg]\n\tprogram = ${script}\n` +
      `[gpg "ssh"]\n\tprogram = ${script}\n[alias]\n\trev-parse = !${script}\n[include]\n\tpath = /nowhere\n`,
  );
  own.put("info/attributes", "* merge=evil diff=evil\n");
  own.put("hooks/post-checkout", `#!/bin/sh\n${script}\n`);
  const ran = await check(own.folder);
  expect(ran.code, ran.said).toBe(0);
  expect(existsSync(mark)).toBe(false);
});

test("what a partial clone lacks is said, and nobody is asked for it", async () => {
  const folder = join(root, "partial");
  own.put("config", "[core]\n\trepositoryformatversion = 0\n[uploadpack]\n\tallowFilter = true\n");
  spawnSync("git", ["clone", "-q", "--bare", "--filter=blob:none", `file://${own.folder}`, folder]);
  const ran = await check(folder);
  expect(ran.code, ran.said).toBe(1);
  expect(ran.said).toMatch(/Cannot read blob [0-9a-f]{40}: it is not in the repository/);
});

test.each([
  ["no repository", () => undefined, "there is none"],
  ["a reftable", (folder: string) => put(folder, "HEAD", "ref: refs/heads/.invalid\n"), "reftable"],
])("%s", async (name, make, says) => {
  const folder = join(root, name.replaceAll(" ", "-"));
  mkdirSync(folder);
  make(folder);
  const ran = await check(folder);
  expect(ran.code).toBe(2);
  expect(ran.said).toContain(says);
});

function put(folder: string, name: string, content: string): void {
  for (const each of [".git/objects", ".git/refs"]) mkdirSync(join(folder, each), { recursive: true });
  writeFileSync(join(folder, ".git", name), content);
}

test.each(["HEAD", "packed-refs", "shallow"])(
  "a %s that is a fifo or leads to a device keeps nobody waiting",
  async (name) => {
    const hostile = join(root, `hostile-${name}`);
    git("clone", "-q", "--bare", own.folder, hostile);
    const path = join(hostile, name);
    for (const replace of [() => spawnSync("mkfifo", [path]), () => symlinkSync("/dev/zero", path)]) {
      rmSync(path, { force: true });
      replace();
      const { code, said } = await check(hostile);
      expect({ code, said }).toMatchObject({
        code: 2,
        said: expect.stringContaining("is no file, or too long for one"),
      });
    }
  },
);
