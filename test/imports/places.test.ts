// An import from each kind of place, and from places that answer wrongly; and that a stage which is imported is the one
// that its home builds, to the byte of its manifest, so that what was signed there counts here.

import { execFileSync, spawn } from "node:child_process";
import { createServer as createWebServer } from "node:http";
import { createServer } from "node:net";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { generateKey } from "openpgp";
import { beforeAll, expect, test } from "vitest";
import { fromseedIn, type Ran } from "../cli/in-process.ts";
import { writeSmallProject } from "../cli/small-project.ts";
import { all } from "../extent.ts";
import { gitIn } from "../git/somebody.ts";
import { ANY, projectText, type ImportText } from "./projects.ts";
import { scratchDirectory } from "../scratch.ts";

const root = scratchDirectory();

const library = join(root, "library");
const app = join(root, "app");
let digest = "";
let commit = "";
let homes = 0;
/** A home that nothing was brought into. */
const fresh = (): string => join(root, `home-${homes++}`);

const git = gitIn(library);

function imports(change: Partial<ImportText> = {}): void {
  const asked = { name: "library", prefix: "l-", digest, places: [`directory: ${library}`], ...change };
  writeFileSync(join(app, "fromseed.yaml"), projectText([asked]));
}

const checked = (home = fresh()): Promise<Ran> => fromseedIn(app, home)("check");

beforeAll(async () => {
  writeSmallProject(library);
  // What is imported names no file elsewhere than in the parts that are.
  rmSync(join(library, "text"), { recursive: true });
  for (const [file, from, to] of [
    ["recipes/all/recipe.yaml", "text/", "recipes/all/all.hex"],
    ["recipes/all/recipe.yaml", "/repo/text/all.hex", "/repo/recipes/all/all.hex"],
  ] as const)
    writeFileSync(join(library, file), readFileSync(join(library, file), "utf8").replace(from, to));
  writeFileSync(join(library, "recipes/all/all.hex"), "616c6c0a\n");
  writeFileSync(join(library, "README"), "not imported\n");
  cpSync(join(library, "recipes/all"), join(app, "recipes/own"), { recursive: true });
  const own = join(app, "recipes/own/recipe.yaml");
  writeFileSync(own, readFileSync(own, "utf8").replaceAll("recipes/all/", "recipes/own/"));
  mkdirSync(join(app, "stages"));
  writeFileSync(
    join(app, "stages/stages.yaml"),
    "default: own\nstages:\n  - name: own\n    recipe: own\n    uses: [l-seed]\n",
  );
  git("init", "--quiet", "-b", "main");
  git("add", "--all");
  git("commit", "--quiet", "-m", "all");
  commit = git("rev-parse", "HEAD");
  imports({ digest: ANY });
  const first = await checked();
  digest = /pin it: digest: ([0-9a-f]{64})/.exec(first.said)?.[1] ?? first.said;
});

test("any digest can be written first: the place's is told, and where it lies", async () => {
  imports({ digest: ANY });
  const { code, said } = await checked();
  expect(code).toBe(1);
  expect(said).toContain(`Cannot import "library": "${library}" gives the tree ${digest}, not the pinned ${ANY}`);
  expect(said).toContain("fromseed.yaml:3:11");
  expect(said).toContain(`hint: look at what it gives; if that is what you mean, pin it: digest: ${digest}`);
});

test("a folder, a commit and an archive give one digest", async () => {
  execFileSync("tar", ["-C", root, "-czf", join(root, "library.tar.gz"), "--exclude=.git", "library"]);
  for (const place of [
    `directory: ${library}`,
    "directory: ../library",
    `git: ${library}\n        commit: ${commit}`,
    `git: file://${library}/.git\n        commit: ${commit}`,
    `archive: ${join(root, "library.tar.gz")}`,
    "archive: ../library.tar.gz",
  ]) {
    imports({ places: [place] });
    expect(await checked(), place).toMatchObject({ code: 0, said: expect.stringContaining("nothing is wrong") });
  }
});

test.runIf(all)("git on another machine is asked for the commit, unless --offline forbids it", async () => {
  const port = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port: free } = server.address() as { readonly port: number };
      server.close(() => resolve(free));
    });
  });
  const program = join(execFileSync("git", ["--exec-path"], { encoding: "utf8" }).trim(), "git-daemon");
  const words = ["--export-all", "--listen=127.0.0.1", `--port=${port}`, `--base-path=${root}`];
  const daemon = spawn(program, [...words, "--log-destination=stderr", "--verbose", root], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  try {
    await new Promise((resolve) => daemon.stderr.once("data", resolve));
    imports({ places: [`git: git://127.0.0.1:${port}/library/.git\n        commit: ${commit}`] });
    const home = fresh();
    const offline = await fromseedIn(app, home)("check", "--offline");
    expect(offline.said).toContain("the network is not asked by this command, or --offline forbids it");
    const listed = await fromseedIn(app, home)("list");
    expect(listed.said).toContain("the network is not asked by this command");
    expect((await checked(home)).said).toContain("nothing is wrong");
    const again = await fromseedIn(app, home)("list", "--names");
    expect(again.said).toContain("l-all\n");
  } finally {
    daemon.kill();
  }
});

test("an archive on a web server, unless --offline forbids it", async () => {
  const archive = execFileSync("tar", ["-C", root, "-cz", "--exclude=.git", "library"], { maxBuffer: 2 ** 26 });
  const server = createWebServer((_, answer) => answer.end(archive));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as { readonly port: number };
    imports({ places: [`archive: http://127.0.0.1:${port}/library.tar.gz`] });
    const home = fresh();
    expect((await fromseedIn(app, home)("check", "--offline")).said).toContain("or --offline forbids it");
    expect((await checked(home)).said).toContain("nothing is wrong");
  } finally {
    server.close();
  }
});

test("places that answer wrongly are passed over, and told when none is right", async () => {
  imports({
    places: [
      "directory: ../nowhere",
      "directory: near",
      `archive: ${join(root, "nothing.tar")}`,
      `git: ${library}\n        commit: ${"ab".repeat(20)}`,
    ],
  });
  mkdirSync(join(app, "near"), { recursive: true });
  const { code, said } = await checked();
  expect(code).toBe(1);
  expect(said).toContain('Cannot import "library": no place gave it');
  expect(said).toContain(`${join(root, "nowhere")}: there is no such folder`);
  expect(said).toContain(`${join(app, "near")}: it has no recipes and no stages`);
  expect(said).toContain(`${join(root, "nothing.tar")}: it cannot be read: ENOENT`);
  expect(said).toContain(`Cannot read commit ${"ab".repeat(20)}: it is not in the repository`);
  imports({ places: ["directory: near", "directory: ../library"] });
  expect((await checked()).said).toContain("nothing is wrong");
});

test("another version of the sandbox contract is refused: its keys would be others", async () => {
  imports({ contract: 2 });
  expect((await checked()).said).toContain(
    'Cannot import "library": it is imported for version 2 of the sandbox contract, and this fromseed has version 3',
  );
});

test.runIf(all)("a stage that is imported is its home's, so that a signature made there counts here", async () => {
  imports();
  const [there, here] = [fresh(), fresh()];
  const home = fromseedIn(library, there);
  const own = fromseedIn(app, here);
  const { privateKey, publicKey } = await generateKey({ userIDs: [{ name: "alice", email: "alice@example.org" }] });
  writeFileSync(join(root, "alice.secret"), privateKey);
  writeFileSync(join(root, "alice.asc"), publicKey);
  for (const words of [
    ["build", "file"],
    ["sign", "file", "--key", join(root, "alice.secret")],
  ])
    expect(await home(words[0]!, ...words.slice(1))).toMatchObject({ code: 0 });
  expect(await own("build", "own", "l-file")).toMatchObject({ code: 0 });
  for (const stage of ["seed", "file"])
    expect(readFileSync(join(here, `manifests/l-${stage}.json`), "utf8")).toBe(
      readFileSync(join(there, `manifests/${stage}.json`), "utf8"),
    );
  expect(readFileSync(join(here, "manifests/l-file.closure.json"), "utf8")).toBe(
    readFileSync(join(there, "manifests/file.closure.json"), "utf8"),
  );
  const verified = await own(
    "verify",
    "l-file",
    "--keys",
    join(root, "alice.asc"),
    "--signatures",
    join(there, "manifests"),
  );
  expect(verified).toMatchObject({ code: 0, said: expect.stringMatching(/file\.json {2}good .*alice/) });
  expect(await own("diff", ".", join(there, "manifests"))).toMatchObject({ code: 0 });

  // What uses it says so by its own name, and is verified down to the seed.
  const manifest = JSON.parse(readFileSync(join(here, "manifests/own.json"), "utf8"));
  const uses = manifest.predicate.buildDefinition.resolvedDependencies.map(({ name }: { name: string }) => name);
  expect(uses).toEqual(["seed/", "recipes/own/all.hex", "seed"]);
  expect((await own("verify", "own")).said).toContain("2 manifests agree down to the seed");
  for (const command of ["list", "graph", "explain", "audit", "sbom", "licences", "stage"]) {
    const words = command === "sbom" ? ["own", "--spdx"] : ["own"];
    expect(await own(command, ...words), command).toMatchObject({ code: 0 });
  }
  expect((await own("audit", "own")).said).toContain("library:bootstrap-seed/hex0");

  // Where nothing is built yet, both share one home: nothing is built again.
  const shared = await fromseedIn(app, there)("build", "l-file");
  expect(shared.said).toMatch(/l-file +reused/);

  // The import is kept, and is not fetched again.
  imports({ places: ["directory: gone"] });
  expect(await own("gc")).toMatchObject({ code: 0 });
  expect(await own("verify", "own")).toMatchObject({ code: 0 });
});

test("what was carried to a machine without a network is asked before any place, and only by its digest", async () => {
  const into = join(root, "carried");
  imports();
  expect(await fromseedIn(app, fresh())("fetch", "own", "--into", into)).toMatchObject({ code: 0 });
  imports({ places: [`directory: ${join(root, "gone")}`] });
  const build = (...more: string[]): Promise<Ran> => fromseedIn(app, fresh())("build", "own", "--offline", ...more);
  expect((await build()).said).toContain("there is no such folder");
  expect(await build("--mirror", into)).toMatchObject({ code: 0 });
  expect(await build("--mirror", pathToFileURL(into).href)).toMatchObject({ code: 0 });
  writeFileSync(join(into, "projects", digest, "recipes/more"), "");
  expect((await build("--mirror", into)).said).toContain("there is no such folder");
});
