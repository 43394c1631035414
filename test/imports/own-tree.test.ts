// A project's own source tree as a source: what HEAD has of it and nothing else, by our own digest; from the project
// itself, and from where it is imported from.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { treeOf } from "../../src/store/listing.ts";
import { checkout, fromseedIn } from "../cli/in-process.ts";
import { all } from "../extent.ts";
import { gitIn } from "../git/somebody.ts";
import { ANY, projectText, writeSeeded } from "./projects.ts";
import { scratchDirectory } from "../scratch.ts";

const root = scratchDirectory();
const project = join(root, "hello");
const home = join(root, "home");
const fromseed = fromseedIn(project, home);

const git = gitIn(project);

const WHO = ["-c", "user.name=a", "-c", "user.email=a"];

const put = (path: string, text: string): void => {
  mkdirSync(join(project, path, ".."), { recursive: true });
  writeFileSync(join(project, path), text);
};
const recipe = (tree: string): void =>
  put(
    "recipes/hello/recipe.yaml",
    `about: hello\nversion: "1"\nown:\n  name: hello\n  licence: MIT\n  tree: ${tree}\nsteps:\n` +
      "  - name: make\n    argv: [/bin/hex0, /src/hello/src/hello.hex, /out/hello]\noutputs: [hello]\n",
  );
const commitAll = (): string => {
  git("add", "--all");
  git("commit", "--quiet", "--allow-empty", "-m", "all");
  return git("rev-parse", "HEAD");
};

const text = "68656c6c6f0a\n";
const README = "Says hello.\n";
/** Computed from what is written here, not from what the project says. */
const TREE = treeOf(
  [
    { path: ".gitignore", content: "*.o\n", executable: false },
    { path: "README", content: README, executable: false },
    { path: "bootstrap-seed/hex0/hex0.hex0", content: "", executable: false },
    { path: "src/hello.hex", content: text, executable: false },
    { path: "src/run", content: "#!/bin/sh\n", executable: true },
  ].map(({ content, ...file }) => {
    const bytes =
      file.path === "bootstrap-seed/hex0/hex0.hex0"
        ? readFileSync(join(checkout, "bootstrap-seed/hex0/hex0.hex0"))
        : Buffer.from(content);
    return { type: "file" as const, ...file, sha256: sha256(bytes), size: bytes.length };
  }),
).sha256;

beforeAll(() => {
  writeSeeded(project, "hello");
  put("src/hello.hex", text);
  put("src/run", "#!/bin/sh\n");
  execFileSync("chmod", ["755", join(project, "src/run")]);
  put("README", README);
  put(".gitignore", "*.o\n");
  recipe(ANY);
  git("init", "--quiet", "-b", "main");
  commitAll();
});

test("what HEAD has is told; pinning it does not change it, nor do ignored files", async () => {
  const first = await fromseed("check");
  expect(first.said).toContain(
    `Cannot use the source tree "hello" of recipe "hello": "${project}" gives the tree ${TREE}, not the pinned ${ANY}`,
  );
  expect(first.said).toContain(`pin it: tree: ${TREE}`);
  recipe(TREE);
  expect(await fromseed("check")).toMatchObject({ code: 0 });
  commitAll();
  put("src/hello.o", "made\n");
  expect(await fromseed("check")).toMatchObject({ code: 0 });
});

test("what no commit holds is an error: changed, new, removed, another mode", async () => {
  const dirty = async (change: () => void, line: string): Promise<void> => {
    change();
    const { code, said } = await fromseed("check");
    expect(said).toContain(`Cannot use the source tree of "${project}": it has changes that no commit holds`);
    expect(said).toContain(`    ${line}\n`);
    expect(said).toContain("hint: commit them, or name files that are none of it in .gitignore");
    expect(code).toBe(2);
    git("update-index", "--no-assume-unchanged", "src/hello.hex");
    git("checkout", "--quiet", "--", ".");
    git("clean", "--quiet", "-df");
  };
  await dirty(() => put("src/hello.hex", "00\n"), " M src/hello.hex");
  await dirty(() => put("src/more.hex", "00\n"), "?? src/more.hex");
  await dirty(() => rmSync(join(project, "README")), " D README");
  await dirty(() => execFileSync("chmod", ["755", join(project, "README")]), " M README");
  await dirty(() => {
    // The repository's own index does not see it.
    git("update-index", "--assume-unchanged", "src/hello.hex");
    put("src/hello.hex", "00\n");
  }, " M src/hello.hex");
  expect(await fromseed("check")).toMatchObject({ code: 0 });
});

test.runIf(all)(
  "it is built, named by its tree, and a commit that changes it is asked for before anything is built",
  async () => {
    expect(await fromseed("build")).toMatchObject({ code: 0 });
    const manifest = JSON.parse(readFileSync(join(home, "manifests/hello.json"), "utf8"));
    expect(manifest.predicate.buildDefinition.resolvedDependencies).toContainEqual({
      name: "hello",
      uri: `urn:fromseed:fromseedTree1:${TREE}`,
      digest: { fromseedTree1: TREE },
      annotations: { fromseed_kind: "source" },
    });
    for (const words of [["verify"], ["audit"], ["licences", "hello"], ["reproduce", "hello"]])
      expect(await fromseed(words[0]!, ...words.slice(1)), words[0]!).toMatchObject({ code: 0 });
    expect((await fromseed("audit")).said).toContain("hello/");
    put("src/hello.hex", "00\n");
    const at = commitAll();
    const stale = await fromseed("build");
    expect(stale.code).not.toBe(0);
    expect(stale.said).toContain(`not the pinned ${TREE}`);
    git("reset", "--quiet", "--hard", `${at}~1`);
  },
);

test.runIf(all)("who imports the project has its tree from the import's place, by git too", async () => {
  const commit = git("rev-parse", "HEAD");
  const app = join(root, "app");
  for (const folder of ["recipes", "stages"]) mkdirSync(join(app, folder), { recursive: true });
  writeFileSync(join(app, "stages/none.yaml"), "default: h-hello\n");
  const asked = { name: "hello", prefix: "h-", digest: ANY, places: [`git: ${project}\n        commit: ${commit}`] };
  writeFileSync(join(app, "fromseed.yaml"), projectText([asked]));
  const own = fromseedIn(app, join(root, "other"));
  const { said } = await own("check");
  const digest = /pin it: digest: ([0-9a-f]{64})/.exec(said)?.[1] ?? said;
  writeFileSync(join(app, "fromseed.yaml"), projectText([{ ...asked, digest }]));
  expect(await own("build")).toMatchObject({ code: 0 });
  expect(readFileSync(join(root, "other/manifests/h-hello.json"), "utf8")).toBe(
    readFileSync(join(home, "manifests/hello.json"), "utf8"),
  );
});

test("a project that is in no repository is taken as it is, and one without a commit is told", async () => {
  const plain = join(root, "plain");
  cpSync(project, plain, { recursive: true, filter: (path) => !/\/\.git(\/|$)|\.o$/.test(path) });
  expect(await fromseedIn(plain, join(root, "home-2"))("check")).toMatchObject({ code: 0 });
  execFileSync("git", ["-C", plain, "init", "--quiet"]);
  expect((await fromseedIn(plain, join(root, "home-2"))("check")).said).toContain("nothing is committed yet");
});

test("folders named as those of a repository, and a bare one within, are files like others", async () => {
  const within = join(root, "outer/within");
  cpSync(project, within, { recursive: true, filter: (path) => !/\/\.git(\/|$)|\.o$/.test(path) });
  const own = fromseedIn(within, join(root, "home-4"));
  const pinned = async (): Promise<string> => {
    execFileSync("git", ["-C", join(root, "outer"), "add", "--all"]);
    execFileSync("git", ["-C", join(root, "outer"), ...WHO, "commit", "--quiet", "-m", "all"]);
    const { said } = await own("check");
    return /pin it: tree: ([0-9a-f]{64})/.exec(said)?.[1] ?? said;
  };
  execFileSync("git", ["-C", join(root, "outer"), "init", "--quiet"]);
  for (const name of ["objects", "refs"]) {
    mkdirSync(join(within, name));
    writeFileSync(join(within, name, "a"), "a\n");
  }
  expect(await pinned()).toMatch(/^[0-9a-f]{64}$/);
  // With a HEAD it is a repository to git.
  writeFileSync(join(within, "HEAD"), "ref: refs/heads/main\n");
  expect(await pinned()).toMatch(/^[0-9a-f]{64}$/);
});

test("a recipe's folder may be a link to one elsewhere, and a link that leads nowhere is told as that", async () => {
  const linked = join(root, "linked");
  cpSync(project, linked, { recursive: true, filter: (path) => !/\/\.git(\/|$)/.test(path) });
  rmSync(join(linked, "recipes/seed"), { recursive: true });
  symlinkSync(join(project, "recipes/seed"), join(linked, "recipes/seed"));
  rmSync(join(linked, "bootstrap-seed"), { recursive: true });
  symlinkSync(join(project, "bootstrap-seed"), join(linked, "bootstrap-seed"));
  const own = fromseedIn(linked, join(root, "home-3"));
  expect(await own("build", "seed")).toMatchObject({ code: 0 });
  rmSync(join(linked, "recipes/seed"));
  symlinkSync("../nowhere", join(linked, "recipes/seed"));
  expect((await own("check")).said).toContain(
    'Cannot read recipe "seed": "recipes/seed" is a symbolic link that leads nowhere',
  );
});
