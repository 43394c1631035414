// Manifests that somebody else gave are verified without a build or a state folder; and every stage that is built can be
// signed and verified, whether or not it was ever a target.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateKey } from "openpgp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { removeTree } from "../../src/store/remove-tree.ts";
import { fromseedIn, type Ran } from "./in-process.ts";
import { writeSmallProject } from "./small-project.ts";

const root = mkdtempSync(join(tmpdir(), "fromseed-others-"));
const [project, home, nowhere] = [join(root, "project"), join(root, "home"), join(root, "nowhere")];
const [secret, keys, given] = [join(root, "alice.secret"), join(root, "alice.asc"), join(root, "given")];
const here = fromseedIn(project, home);
const elsewhere = fromseedIn(project, nowhere);

beforeAll(async () => {
  writeSmallProject(project);
  const { privateKey, publicKey } = await generateKey({ userIDs: [{ name: "alice" }] });
  writeFileSync(secret, privateKey);
  writeFileSync(keys, publicKey);
  expect(await here("build", "--offline")).toMatchObject({ code: 0 });
});
afterAll(() => removeTree(root));

test("a stage that was never a target is verified and signed like any other", async () => {
  for (const stage of ["seed", "archive"]) {
    expect(await here("verify", stage)).toMatchObject({
      code: 0,
      said: `${stage}  ${stage === "seed" ? "1 manifest agrees" : "2 manifests agree"} down to the seed\n`,
    });
    expect(await here("sign", stage, "--key", secret)).toMatchObject({ code: 0 });
    const { code, said } = await here("verify", stage, "--keys", keys);
    expect(code, said).toBe(0);
    expect(said.match(/ good {2}/g)).toHaveLength(2);
    expect(existsSync(join(home, `manifests/${stage}.closure.json`))).toBe(true);
  }
  // What the closure follows from counts, not what was written when the stage was last a target.
  writeFileSync(join(project, "text/all.hex"), "41\n");
  expect(await here("build", "--offline")).toMatchObject({ code: 0 });
  expect(await here("verify", "all", "seed")).toMatchObject({ code: 0 });
  const { said, code } = await here("verify", "nothing");
  expect({ said, code }).toMatchObject({ code: 2 });
});

test("--manifests: a directory, without a build or a state folder", async () => {
  expect(await here("sign", "all", "--key", secret, "--closure")).toMatchObject({ code: 0 });
  cpSync(join(home, "manifests"), given, { recursive: true });
  const { code, said } = await elsewhere("verify", "--manifests", given, "--keys", keys, "--closure", "all");
  expect(code, said).toBe(0);
  expect(said).toMatch(/^all {2}4 manifests agree down to the seed\n/);
  expect(said.match(/ good {2}/g)).toHaveLength(5);
  // Without a name: the targets that have a closure manifest.
  expect((await elsewhere("verify", "--manifests", given)).said.split("\n").sort()).toEqual([
    "",
    "all  4 manifests agree down to the seed",
    "archive  2 manifests agree down to the seed",
    "seed  1 manifest agrees down to the seed",
  ]);
  const files = ["seed", "file", "archive", "all"].flatMap((stage) => ["--manifests", join(given, `${stage}.json`)]);
  expect(await elsewhere("verify", ...files)).toMatchObject({
    code: 0,
    said: "all  4 manifests agree down to the seed\n",
  });
  expect(existsSync(nowhere)).toBe(false);
});

/** Verifies what was given, with a change to it that is taken back. */
async function changed(file: string, change: (path: string) => void, ...words: string[]): Promise<Ran> {
  const path = join(given, file);
  const before = readFileSync(path);
  try {
    change(path);
    return await elsewhere("verify", "--manifests", given, ...words);
  } finally {
    writeFileSync(path, before);
  }
}

test("--manifests: what is missing, another's, no manifest, or not as it was signed", async () => {
  expect(await changed("archive.json", (path) => rmSync(path), "all")).toMatchObject({
    code: 1,
    said: expect.stringMatching(
      /Cannot verify "all": there is no manifest of "archive"\nhint: give the manifests of all/,
    ),
  });
  const swap = (path: string): void => writeFileSync(path, readFileSync(join(given, "file.json")));
  expect((await changed("archive.json", swap, "all")).said).toContain(
    'Cannot verify "all": there is no manifest of "archive"',
  );
  const other = (path: string): void =>
    writeFileSync(path, readFileSync(path, "utf8").replace('"version":"1"', '"version":"2"'));
  expect((await changed("archive.json", other, "all")).said).toMatch(
    /Cannot verify "all": the manifest of "archive" is [0-9a-f]{64}, not the [0-9a-f]{64} that "all" uses/,
  );
  expect((await changed("all.json", other, "all")).said).toMatch(
    /Cannot verify "all": the manifest of "all" is [0-9a-f]{64}, not the [0-9a-f]{64} that "all\.closure\.json" uses/,
  );
  expect((await changed("archive.json", (path) => writeFileSync(path, "{}"), "all")).code).toBe(1);
  const notText = (path: string): void =>
    writeFileSync(path, Buffer.concat([readFileSync(path).subarray(0, -1), Buffer.from([0xff, 0x7d])]));
  expect((await changed("archive.json", notText, "all")).code).toBe(1);
  const expected = join(project, "stages/expected.sha256");
  writeFileSync(expected, `${"0".repeat(64)}  archive.tree\n`);
  expect((await elsewhere("verify", "--manifests", given, "all")).said).toContain(
    `stages/expected.sha256 has ${"0".repeat(64)}`,
  );
  rmSync(expected);
  expect(await elsewhere("verify", "--manifests", given, "all")).toMatchObject({ code: 0 });
  expect(await elsewhere("verify", "--manifests", join(root, "none"))).toMatchObject({ code: 2 });
  expect(await elsewhere("verify", "--manifests", project)).toMatchObject({ code: 2 });
  expect(await elsewhere("verify", "--manifests", given, "other")).toMatchObject({ code: 1 });
});

test("two people's manifests of one stage are not mixed up", async () => {
  const second = join(root, "second");
  cpSync(given, second, { recursive: true });
  const file = join(second, "all.json");
  writeFileSync(file, readFileSync(file, "utf8").replace('"version":"1"', '"version":"2"'));
  rmSync(join(second, "all.closure.json"));
  const first = join(root, "first");
  cpSync(given, first, { recursive: true });
  // The closure says which one it is of.
  expect(await elsewhere("verify", "--manifests", first, "--manifests", second, "all")).toMatchObject({ code: 0 });
  rmSync(join(first, "all.closure.json"));
  const both = ["--manifests", first, "--manifests", second];
  expect((await elsewhere("verify", ...both, "all")).said).toContain(
    'Cannot verify "all": 2 different manifests of it are given\nhint: give those of one person alone',
  );
  expect(await elsewhere("verify", ...both, "archive")).toMatchObject({ code: 0 });
});

test("what is no manifest is named and passed over, unless it was named itself", async () => {
  const folder = join(root, "with-junk");
  cpSync(given, folder, { recursive: true });
  const junk = join(folder, "package.json");
  writeFileSync(junk, "{}");
  const ran = await elsewhere("verify", "--manifests", folder);
  expect(ran).toMatchObject({ code: 0, said: expect.stringContaining(`passed over: ${junk}: Cannot read manifest`) });
  expect(await elsewhere("verify", "--manifests", folder, "--manifests", junk)).toMatchObject({ code: 1 });
});

test("another closure manifest of a target is passed over when its name tells it apart", async () => {
  const folder = join(root, "two-closures");
  cpSync(given, folder, { recursive: true });
  const path = join(folder, "all.closure.json");
  const other = readFileSync(path, "utf8")
    .replace(/"tree":"."/, "")
    .replace(/"key":"[0-9a-f]{8}/, '"key":"00000000');
  const beside = join(folder, "all-0123456789ab.closure.json");
  writeFileSync(beside, other);
  const ran = await elsewhere("verify", "--manifests", folder);
  expect(ran).toMatchObject({
    code: 0,
    said: expect.stringContaining(`passed over: ${beside}: it is another closure manifest of "all" than "${path}"`),
  });
  const second = join(root, "two-closures-2");
  mkdirSync(second);
  writeFileSync(join(second, "all.closure.json"), other);
  const both = await elsewhere("verify", "--manifests", folder, "--manifests", second);
  expect(both).toMatchObject({ code: 1, said: expect.stringContaining("are two closure manifests of it") });
});

test("a state folder that is given for the manifests in it", async () => {
  const hint = `hint: did you mean ${join(home, "manifests")}?`;
  expect(await elsewhere("verify", "--manifests", home)).toMatchObject({
    code: 2,
    said: expect.stringContaining(hint),
  });
  expect(await here("diff", ".", home)).toMatchObject({ code: 2, said: expect.stringContaining(hint) });
});
