// What helps whoever writes recipes: check, stage, fetch --probe, pin. Servers on loopback only.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { withSource, withVersion } from "../../src/recipe/edit-text.ts";
import { removeTree } from "../../src/store/remove-tree.ts";
import { answer, mirror, serve } from "../fetch/mirror.ts";
import { fromseedIn, type Ran } from "./in-process.ts";
import { writeSmallProject } from "./small-project.ts";

const root = mkdtempSync(join(tmpdir(), "fromseed-tools-"));
const project = join(root, "project");
const home = join(root, "home");
const run = (...words: string[]): Promise<Ran> => fromseedIn(project, home)(words[0]!, ...words.slice(1));

beforeAll(async () => {
  writeSmallProject(project);
  expect(await run("build", "--offline")).toMatchObject({ code: 0 });
}, 120_000);
afterAll(() => removeTree(root));

/** By what archives have a file, as sha1sum and git tell. */
function archiveNames(input: Buffer): { readonly sha1: string; readonly swhid: string } {
  const said = (program: string, ...words: string[]): string =>
    execFileSync(program, words, { input, encoding: "utf8" }).slice(0, 40);
  return { sha1: said("sha1sum"), swhid: `swh:1:cnt:${said("git", "hash-object", "--stdin")}` };
}

interface Changed {
  (...words: string[]): Promise<Ran>;
  /** The recipe's text as it is now. */
  readonly recipe: () => string;
}

/** Changes a recipe of a copy of the project, in which commands are then run. */
function changed(name: string, change: (text: string) => string): Changed {
  const copy = mkdtempSync(join(root, "changed-"));
  cpSync(project, copy, { recursive: true });
  const path = join(copy, `recipes/${name}/recipe.yaml`);
  writeFileSync(path, change(readFileSync(path, "utf8")));
  const command = (...words: string[]): Promise<Ran> => fromseedIn(copy, home)(words[0]!, ...words.slice(1));
  return Object.assign(command, { recipe: () => readFileSync(path, "utf8") });
}

test("a stage's programs, and the rest", async () => {
  expect(JSON.parse((await run("stage", "seed", "--json")).said)).toMatchObject({
    programs: ["bin/hex0"],
    libraries: [],
    headers: [],
    others: [],
  });
  const shown = await run("stage", "all");
  expect(shown.said).toContain("programs: none");
  expect(shown.said).toContain("others: 1 file");
  expect(
    (
      await changed("all", (text) => text.replaceAll("/out/all", "/out/all2").replace("[all]", "[all2]"))(
        "stage",
        "all",
      )
    ).said,
  ).toContain("it is not built");
});

test("a right project is told what is worth knowing; a wrong one all that is wrong, of one recipe or of all", async () => {
  const right = await run("check");
  expect(right.code, right.said).toBe(0);
  expect(right.said).toContain('file  its source "file" has one place alone');
  expect(right.said).toContain("4 recipes checked: nothing is wrong.");
  expect((await run("check", "archiv")).said).toContain("did you mean archive?");
  const missing = await changed("all", (text) => text.replace("files: [text/]", "files: [text/none]"))("check", "all");
  expect(missing.code).toBeGreaterThan(0);
  expect(missing.said).toContain("text/none");
  const form = changed("file", (text) => text.replace("licence: MIT", "licence: 7").replace("strip", "strop"));
  expect((await form("check", "file")).said).toContain("recipes/file/recipe.yaml");
  // What the store knows against a source is said, too.
  const tree = changed("archive", (text) => text.replace(/tree: [0-9a-f]{4}/, "tree: 0000"));
  expect((await tree("check", "archive")).said).toContain("it unpacks to a tree with digest");
});

test("a probe tells which places answer with a file of the pinned size, and takes nothing", async () => {
  const bytes = readFileSync(join(project, "near/file.hex"));
  const good = await mirror(serve(bytes));
  const gone = await mirror(answer(404));
  const other = await mirror(serve(Buffer.from("<html>")));
  const probing = changed("file", (text) =>
    text.replace(
      "      - directory: near\n",
      `      - url: ${gone.url}/x\n      - url: ${other.url}/x\n      - url: ${good.url}/x\n      - snapshot: ${"a".repeat(40)}\n`,
    ),
  );
  const all = JSON.parse((await probing("fetch", "file", "--probe", "--json")).said) as {
    probed: { places: { answers: boolean; says: string }[] }[];
  };
  expect(all.probed[0]!.places.map(({ answers, says }) => `${answers} ${says}`)).toEqual([
    "false answered 404 Not Found",
    `false has 6 bytes, not ${bytes.length}`,
    `true has ${bytes.length} bytes`,
    "false not asked, as FROMSEED_SNAPSHOT is not set to the archive's address",
  ]);
  good.asked.length = 0;
  const offline = JSON.parse((await probing("fetch", "file", "--probe", "--offline", "--json")).said) as typeof all;
  expect(offline.probed[0]!.places[2]).toMatchObject({
    answers: false,
    says: "not asked: --offline forbids the network",
  });
  expect(good.asked).toEqual([]);
  const nowhere = changed("file", (text) => text.replace("directory: near", `url: ${gone.url}/x`));
  const ran = await nowhere("fetch", "file", "--probe");
  expect(ran.code).toBe(1);
  expect(ran.said).toContain("none of its places answers");
});

test("a source is measured as it comes, and put into a recipe, which must stay right", async () => {
  const bytes = readFileSync(join(project, "near/archive.tar"));
  const { url } = await mirror(serve(bytes));
  const place = `${url}/pool/x-1.2.tar`;
  const { pinned } = JSON.parse((await run("pin", place, "--json")).said) as { pinned: object[] };
  const tree = /tree: ([0-9a-f]{64})/.exec(readFileSync(join(project, "recipes/archive/recipe.yaml"), "utf8"))![1];
  expect(pinned).toEqual([
    {
      ...{ file: "x-1.2.tar", size: bytes.length, sha256: sha256(bytes), unpack: { tree, strip: 1 }, place },
      ...archiveNames(bytes),
    },
  ]);
  // Only an address is percent-encoded, and not every one rightly.
  for (const [name, file] of [
    ["a%2Bb", "a+b"],
    ["100%", "100%"],
  ] as const)
    expect(JSON.parse((await run("pin", `${url}/${name}`, "--json")).said)).toMatchObject({ pinned: [{ file }] });
  writeFileSync(join(root, "a%2Bb"), bytes);
  expect(JSON.parse((await run("pin", join(root, "a%2Bb"), "--json")).said)).toMatchObject({
    pinned: [{ file: "a%2Bb" }],
  });
  const written = changed("all", (text) => text);
  const ran = await written("pin", place, "--write", "all");
  expect(ran.code, ran.said).toBe(0);
  expect(ran.said).toContain(`- name: x\n  file: x-1.2.tar\n  size: ${bytes.length}\n`);
  expect((await written("check", "all")).said).toContain('its source "x" has one place alone');
  // As a recipe names it; found where fetch would look, and kept in the recipe as a place of Debian's archive.
  const pool = "debian:pool/main/y/y/y_2+b.orig.tar";
  const debian = await run("pin", pool, "--mirror", url);
  expect(debian.said).toContain("  file: y_2+b.orig.tar\n");
  expect(debian.said).toContain(`sha256: ${sha256(bytes)}\n`);
  expect(debian.said).toContain(
    `    - debian: pool/main/y/y/y_2+b.orig.tar\n    - snapshot: ${archiveNames(bytes).sha1}\n`,
  );
  const nowhere = await run("pin", pool, "--offline", "--mirror", root);
  expect(nowhere.code).toBe(1);
  expect(nowhere.said).toContain(`Cannot pin "${pool}": no place has it`);
  // A second one of that name would break the recipe: it stays as it was.
  const again = await written("pin", place, "--write", "all");
  expect(again.code).toBeGreaterThan(0);
  expect((await written("check", "all")).said).toContain('its source "x" has one place alone');
  expect((await run("pin", "/nowhere")).said).toContain("it is neither an address nor a file");
  expect((await run("pin", "--update", "al", "2")).said).toContain("did you mean all?");
});

test("a recipe is moved to another version: version, file, size, digest, tree; and nothing else of that number", async () => {
  const near = join(project, "near");
  const packed = (version: string, text: string): void => {
    mkdirSync(join(near, `a-${version}`));
    writeFileSync(join(near, `a-${version}/text.hex`), `${Buffer.from(text).toString("hex")}\n`);
    execFileSync("tar", ["-C", near, "-cf", join(near, `a-${version}.tar`), `a-${version}`]);
  };
  packed("1.0", "archive\n");
  packed("1.1", "another\n");
  const [old, fresh] = ["1.0", "1.1"].map((version) => readFileSync(join(near, `a-${version}.tar`))) as [
    Buffer,
    Buffer,
  ];
  const moving = changed("archive", (text) =>
    text
      .replace('version: "1"', 'version: "1.0"')
      .replace("file: archive.tar", "file: a-1.0.tar")
      .replace(/size: \d+/, `size: ${old.length}`)
      .replace(/sha256: [0-9a-f]{64}/, `sha256: ${sha256(old)}`)
      .replace(
        "places:\n",
        `places:\n      - snapshot: ${archiveNames(old).sha1}\n      - software-heritage: ${archiveNames(old).swhid}\n` +
          "      - snapshot: 20240101T000000Z/pool/main/a/a/a_1.0.tar\n",
      ),
  );
  expect(await moving("build", "archive", "--offline")).toMatchObject({ code: 0 });
  const ran = await moving("pin", "--update", "archive", "1.1");
  expect(ran.code, ran.said).toBe(0);
  expect(ran.said).toContain("archive  1.0 -> 1.1");
  expect(ran.said).toContain(`${sha256(old)} -> ${sha256(fresh)}`);
  expect(ran.said).toContain("files   1 -> 1: 0 new, 0 gone, 1 changed");
  expect(ran.said).toContain("  snapshot: 20240101T000000Z/pool/main/a/a/a_1.0.tar has the time of the old one");
  const built = await moving("build", "archive", "--offline");
  expect(built.code, built.said).toBe(0);
  expect(JSON.parse((await moving("stage", "archive", "--json")).said)).toMatchObject({ version: "1.1", size: 8 });
  const { sha1, swhid } = archiveNames(fresh);
  expect(moving.recipe()).toContain(`- snapshot: ${sha1}\n      - software-heritage: ${swhid}\n`);
  // What the user gives is looked at, as when the source is fetched; a name and a password are not told.
  packed("1.2", "one more\n");
  const given = join(root, "given");
  mkdirSync(given);
  renameSync(join(near, "a-1.2.tar"), join(given, "a-1.2.tar"));
  const { url } = await mirror(serve(readFileSync(join(given, "a-1.2.tar"))));
  const secret = url.replace("http://", "http://me:secret@");
  for (const from of [given, secret]) {
    const next = await moving("pin", "--update", "archive", "1.2", "--mirror", from);
    expect(next.code, next.said).toBe(0);
    expect(next.said).toContain(`from ${from === given ? given : url}/a-1.2.tar`);
    expect(next.said).not.toContain("secret");
    expect((await moving("pin", "--update", "archive", "1.1")).code).toBe(0);
  }
  const nowhere = (await moving("pin", "--update", "archive", "9")).said;
  expect(nowhere).toContain('Cannot move source "archive" to a-9.tar: no place has it');
  expect(nowhere).toContain("near/a-9.tar: no such file");
});

test("words are replaced as a whole alone", () => {
  expect(
    withVersion("version: 1.2\nfile: x-1.2.tar.gz\nabout: 1.2\nstrip: 1\nurl: /1.2.5/11.2/x-1.2/\n", "1.2", "1.3"),
  ).toBe("version: 1.3\nfile: x-1.3.tar.gz\nabout: 1.2\nstrip: 1\nurl: /1.2.5/11.2/x-1.3/\n");
  expect(withSource('version: "1"\nsteps:\n', ["- name: x"])).toBe('version: "1"\nsources:\n  - name: x\nsteps:\n');
  expect(withSource("sources:\n  - name: a\n\n# Steps.\nsteps:\n", ["- name: x"])).toBe(
    "sources:\n  - name: a\n  - name: x\n\n# Steps.\nsteps:\n",
  );
});
