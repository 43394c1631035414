// Reviews from end to end: written and signed by people, held against a closure by `audit`; and what forged ones change.

import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sha256, type Sha256 } from "../../src/bytes/sha256.ts";
import { treeOf } from "../../src/store/listing.ts";
import { removeTree } from "../../src/store/remove-tree.ts";
import { installed } from "../ssh/programs.ts";
import { makePerson, writeProject, type Person } from "../trust/persons.ts";

const root = mkdtempSync(join(tmpdir(), "fromseed-review-"));
const project = join(root, "project");
const reviews = join(root, "reviews");
const keys = join(root, "keys");
let alice: Person;
let bob: Person;

beforeAll(async () => {
  writeProject(project);
  alice = await makePerson(root, project, "alice");
  bob = await makePerson(root, project, "bob");
  const first = await alice.run(
    "review",
    "archive/archive",
    "--care",
    "read",
    "--into",
    reviews,
    "--key",
    alice.secret,
  );
  expect(first.code, first.said).toBe(0);
});
afterAll(() => removeTree(root));

const audit = (by: Person, folder: string, ...more: readonly string[]) =>
  by.run("audit", "all", "--reviews", folder, "--keys", keys, ...more);

const copy = (name: string): string => {
  cpSync(reviews, join(root, name), { recursive: true });
  return join(root, name);
};
const reviewIn = (folder: string): string =>
  join(folder, readdirSync(folder).find((name) => name.endsWith(".review.json"))!);

/** Changes the text of the recipe of a project's archive. */
function editRecipe(of: string, edit: (text: string) => string): void {
  const path = join(of, "recipes/archive/recipe.yaml");
  writeFileSync(path, edit(readFileSync(path, "utf8")));
}

/** Puts other files, sorted, into the archive of a project; gives the digest of their tree. */
function putArchive(of: string, files: Readonly<Record<string, string>>): Sha256 {
  const near = join(of, "near");
  mkdirSync(join(near, "archive"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(near, "archive", name), content);
  execFileSync("tar", ["-C", near, "-cf", join(near, "archive.tar"), "archive"]);
  const tar = readFileSync(join(near, "archive.tar"));
  const { sha256: tree } = treeOf(
    Object.entries(files).map(([path, content]) => ({
      type: "file",
      path,
      executable: false,
      sha256: sha256(content),
      size: content.length,
    })),
  );
  editRecipe(of, (text) =>
    text
      .replace(/sha256: .*/, `sha256: ${sha256(tar)}`)
      .replace(/size: .*/, `size: ${tar.length}`)
      .replace(/tree: .*/, `tree: ${tree}`),
  );
  return tree;
}

test("an audit tells what nobody has read, and what to read next", async () => {
  const ran = await audit(bob, reviews);
  expect(ran.code, ran.said).toBe(0);
  expect(ran.said).toMatch(/archive\/archive +1 +0 +1 +0 +0 +0 +[0-9a-f]{40}/);
  expect(ran.said).toMatch(/file\/file +1 +0 +0 +0 +1 +0/);
  expect(ran.said).toContain("1 of 2 lines nobody has looked at, 0 were skimmed (1 review)");
  expect(ran.said).toContain("next: file/file, 1 line that nobody has read");
  const files = readdirSync(reviews);
  expect(files.map((name) => name.replace(/^.*?(\.[a-z.]+)$/, "$1")).sort()).toEqual([
    ".asc",
    ".listing",
    ".review.json",
  ]);
});

test("a second person, and a policy that names only one of them", async () => {
  const folder = copy("two");
  for (const source of ["archive/archive", "file/file"]) {
    const ran = await bob.run("review", source, "--care", "understood", "--into", folder, "--key", bob.secret);
    expect(ran.code, ran.said).toBe(0);
  }
  const both = await audit(alice, folder, "--json");
  expect(JSON.parse(both.said)).toMatchObject({
    audits: [{ reviewed: { all: { lines: 2, understood: 2, read: 0, nobody: 0, byTwo: 1 }, next: [] } }],
  });
  const policy = join(root, "policy.txt");
  writeFileSync(policy, `signer alice-1 ${alice.fingerprint}\nperson alice alice-1\nquorum alice\n`);
  const ran = await audit(alice, folder, "--policy", policy);
  expect(ran.said).toContain("the policy does not name");
  expect(ran.said).toMatch(/archive\/archive +1 +0 +1 +0 +0 +0 +alice/);
  expect(ran.said).toContain("1 of 2 lines nobody has looked at");
});

test("a review by one whom another signed for, or that was changed, is nobody's word", async () => {
  const changed = copy("changed");
  const path = reviewIn(changed);
  writeFileSync(path, readFileSync(path, "utf8").replace('"care":"read"', '"care":"understood"'));
  expect((await audit(bob, changed)).said).toMatch(/passed over .*it is not signed by/);
  const forged = copy("forged");
  const name = reviewIn(forged);
  const text = readFileSync(name, "utf8").replace(alice.fingerprint, bob.fingerprint);
  writeFileSync(name, text);
  const ran = await audit(bob, forged);
  expect(ran.said).toContain(`it is not signed by ${bob.fingerprint}, who is said to have written it`);
  expect(ran.said).toContain("2 of 2 lines nobody has looked at");
});

test("a file that cannot be read as a review is passed over, and keeps nobody from the rest", async () => {
  const folder = copy("endless");
  writeFileSync(join(folder, "a.review.json"), "");
  truncateSync(join(folder, "a.review.json"), 600_000_000);
  writeFileSync(join(folder, "b.review.json"), "{}");
  const ran = await audit(bob, folder);
  expect(ran.code, ran.said).toBe(0);
  expect(ran.said).toMatch(/passed over .*a\.review\.json: it has more than 500000000 octets/);
  expect(ran.said).toMatch(/passed over .*b\.review\.json: Cannot read review/);
  expect(ran.said).toContain("1 of 2 lines nobody has looked at, 0 were skimmed (1 review)");
});

test("a new version: what did not change was read, and one who never had the old one can tell by its listing", async () => {
  const next = join(root, "next");
  cpSync(project, next, { recursive: true });
  const [text, same] = ["file\n", "archive\n"].map((content) => `${Buffer.from(content).toString("hex")}\n`);
  const tree = putArchive(next, { "same.hex": same!, "text.hex": text! });
  editRecipe(next, (recipe) => recipe.replace('version: "1"', 'version: "2"'));
  const folder = copy("versions");
  const carol = await makePerson(root, next, "carol");
  // The old text has another name now, and text.hex changed: the first counts by its bytes.
  const before = await audit(carol, folder);
  expect(before.code, before.said).toBe(0);
  expect(before.said).toMatch(/archive\/archive +2 +0 +1 +0 +1 +0/);
  const since = ["--since", reviewIn(folder), "--into", folder, "--key", carol.secret];
  const review = await carol.run("review", "archive/archive", "--care", "understood", ...since);
  expect(review.code, review.said).toBe(0);
  const after = await audit(carol, folder);
  // She read same.hex, which is what text.hex was before, and how that changed: so all of both.
  expect(after.said).toMatch(/archive\/archive +2 +2 +0 +0 +0 +1 /);
  expect(after.said).toContain("0 of 2 lines nobody has looked at");
  const wrong = await carol.run("review", "file/file", "--care", "read", ...since);
  expect(wrong.said).toContain('it is no review of an unpacked "file"');
  // Another tree's listing under its name says nothing.
  for (const name of readdirSync(folder).filter((each) => each.endsWith(".listing")))
    if (name !== `${tree}.listing`) writeFileSync(join(folder, name), `644 ${sha256("x")} x\n`);
  const lost = await audit(carol, folder);
  expect(lost.said).toMatch(/passed over {2}what was read of tree [0-9a-f]{64}: its listing is not at hand/);
  expect(lost.said).toContain("2 of 2 lines nobody has looked at");
});

test("paths are written in the order of their bytes, which is not that of JavaScript's strings", async () => {
  const names = join(root, "names");
  cpSync(project, names, { recursive: true });
  const paths = ["\uff21", "\u{1f600}"];
  putArchive(names, Object.fromEntries(paths.map((path) => [path, "x\n"])));
  const frank = await makePerson(root, names, "frank");
  const asked = ["--care", "read", ...paths.flatMap((path) => ["--path", path]), "--key", frank.secret];
  const ran = await frank.run("review", "archive/archive", ...asked, "--into", join(root, "of-names"));
  expect(ran.code, ran.said).toBe(0);
  expect(readFileSync(reviewIn(join(root, "of-names")), "utf8")).toContain(`"paths":${JSON.stringify(paths)}`);
});

test("a crate that a lock file in a source pins is a source as well, to be audited and to be reviewed", async () => {
  const locking = join(root, "locking");
  cpSync(project, locking, { recursive: true });
  const near = join(locking, "near");
  mkdirSync(join(near, "log-1.0.0"));
  writeFileSync(join(near, "log-1.0.0/Cargo.toml"), '[package]\nname = "log"\n');
  writeFileSync(join(near, "log-1.0.0/lib.rs"), "// log\n// more\n");
  execFileSync("tar", ["-C", near, "-czf", join(near, "log-1.0.0.crate"), "log-1.0.0"]);
  const crate = sha256(readFileSync(join(near, "log-1.0.0.crate")));
  const lock = `version = 4\n\n[[package]]\nname = "log"\nversion = "1.0.0"\nsource = "registry+https://r.example.invalid/i"\nchecksum = "${crate}"\n`;
  putArchive(locking, { "Cargo.lock": lock, "text.hex": `${Buffer.from("archive\n").toString("hex")}\n` });
  editRecipe(locking, (text) => text.replace("      strip: 1\n", "$&    crates:\n      lock: Cargo.lock\n"));
  const folder = copy("crates");
  const erin = await makePerson(root, locking, "erin");
  const before = await audit(erin, folder, "--crates", near);
  expect(before.code, before.said).toBe(0);
  expect(before.said).toMatch(/archive\/log@1\.0\.0 +4 +0 +0 +0 +4 +0/);
  const review = ["--care", "read", "--path", "lib.rs", "--into", folder, "--key", erin.secret, "--crates", near];
  const written = await erin.run("review", "archive/log@1.0.0", ...review);
  expect(written.code, written.said).toBe(0);
  const after = await audit(erin, folder, "--crates", near);
  expect(after.said).toMatch(/archive\/log@1\.0\.0 +4 +0 +2 +0 +2 +0/);
  const none = await erin.run("review", "archive/log@2.0.0", ...review);
  expect(none.said).toContain("did you mean archive/log@1.0.0?");
});

test.skipIf(!installed)(
  "by an SSH key, in a namespace of its own; skipped where ssh-keygen is not installed",
  async () => {
    const folder = join(root, "by-ssh");
    const key = join(root, "dora");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
    const ran = await bob.run("review", "file/file", "--care", "read", "--into", folder, "--ssh", key);
    expect(ran.code, ran.said).toBe(0);
    const one = await bob.run("audit", "all", "--reviews", folder, "--keys", `${key}.pub`);
    expect(one.said).toMatch(/file\/file +1 +0 +1 +0 +0 +0 +SHA256:/);
    const name = readdirSync(folder).find((each) => each.endsWith(".sig"))!;
    execFileSync("ssh-keygen", ["-q", "-Y", "sign", "-n", "file", "-f", key, reviewIn(folder)], { stdio: "pipe" });
    writeFileSync(join(folder, name), readFileSync(`${reviewIn(folder)}.sig`));
    rmSync(`${reviewIn(folder)}.sig`);
    const other = await bob.run("audit", "all", "--reviews", folder, "--keys", `${key}.pub`);
    expect(other.said).toContain('it was made for the namespace "file", not for "review@fromseed"');
  },
);

test.each([
  ["a source that there is not", ["archive/archives", "--care", "read"], "did you mean archive/archive?"],
  ["a word that there is not", ["archive/archive", "--care", "glanced"], "--care takes skimmed, read, understood"],
  ["a path that is not there", ["archive/archive", "--care", "read", "--path", "lib/"], "holds no such file"],
  ["no care", ["archive/archive"], "--care and --into"],
])("%s", async (_, words, says) => {
  const ran = await alice.run("review", ...words, "--into", join(root, "none"), "--key", alice.secret);
  expect(ran.code).toBe(2);
  expect(ran.said).toContain(says);
});
