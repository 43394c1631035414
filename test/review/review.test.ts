// Reviews from end to end: written and signed by people, held against a closure by `audit`; and what forged ones change.

import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { removeTree } from "../../src/store/remove-tree.ts";
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

test("a listing that is another tree's counts for nothing", async () => {
  const folder = copy("listing");
  const own = readdirSync(folder).find((name) => name.endsWith(".listing"))!;
  const before = join(folder, "before.review.json");
  renameSync(reviewIn(folder), before);
  const ran = await bob.run(
    ...["review", "file/file", "--care", "read", "--since", before, "--into", folder, "--key", bob.secret],
  );
  expect(ran.said).toContain('it is no review of an unpacked "file"');
  writeFileSync(join(folder, own), "644 0000 x\n");
  // The tree is in the store, which is asked first; in a home without it nothing is known.
  rmSync(join(bob.home, "trees"), { recursive: true, force: true });
  expect((await audit(alice, folder)).said).toContain("1 of 2 lines nobody has looked at");
});

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
