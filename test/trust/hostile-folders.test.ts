// A folder that strangers can write into: whatever lies there is named and passed over, in little time and memory, and the
// verdict is that of the folder without it.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { removeTree } from "../../src/store/remove-tree.ts";
import type { Ran } from "../cli/in-process.ts";
import { closingLine, makePerson, secondVerdict, verdictIn, writeProject, type Person } from "./persons.ts";

const root = mkdtempSync(join(tmpdir(), "fromseed-hostile-"));
const project = join(root, "project");
const shared = join(root, "shared");
const keys = join(root, "keys");
const policy = join(root, "policy.txt");
let alice: Person;
let reader: Person;
let clean: Ran;

const verify = (folder: string, ...more: string[]): Promise<Ran> =>
  reader.run("verify", "all", "--manifests", folder, "--keys", keys, "--policy", policy, ...more);

beforeAll(async () => {
  writeProject(project);
  alice = await makePerson(root, project, "alice");
  reader = await makePerson(root, project, "reader");
  expect(await alice.run("build", "--offline")).toMatchObject({ code: 0 });
  expect(await alice.run("attest", "--key", alice.secret, "--into", shared)).toMatchObject({ code: 0 });
  writeFileSync(policy, `signer alice ${alice.fingerprint}\ngroup one 1 alice\nstages * need one built\n`);
  clean = await verify(shared);
  expect(clean.code, clean.said).toBe(0);
}, 60_000);
afterAll(() => removeTree(root));

const closure = (): string => sha256(readFileSync(join(shared, "all.closure.json")));
const GIGABYTE = 2 ** 30;

function huge(path: string, start: string): void {
  writeFileSync(path, start);
  truncateSync(path, GIGABYTE);
}

/** What a stranger puts there, and what is said of it. */
const PUT: Readonly<Record<string, readonly [put: (folder: string) => unknown, says: RegExp]>> = {
  "a signature of a gigabyte, named for the closure": [
    (folder) => huge(join(folder, `${closure()}.${"0".repeat(40)}.asc`), "-----BEGIN PGP SIGNATURE-----\n"),
    /all\.closure\.json {2}malformed .* it has more than 1000000 octets/,
  ],
  "a signature of a gigabyte, by another name": [
    (folder) => huge(join(folder, "x.sig"), "-----BEGIN PGP SIGNATURE-----\n"),
    /passed over: .*x\.sig: it counts for none of these texts: it has more than 1000000 octets/,
  ],
  "a file of zeros of a gigabyte": [(folder) => huge(join(folder, "zeros"), ""), /zeros: it holds no signature/],
  "a manifest of a gigabyte": [
    (folder) => huge(join(folder, "file-1.json"), "{"),
    /passed over: .*file-1\.json: it has more than \d+ octets/,
  ],
  "a pipe that is called an observation": [
    (folder) => execFileSync("mkfifo", [join(folder, "x.observation.json")]),
    /passed over: .*x\.observation\.json: it is no file/,
  ],
  "a pipe that is called a signature": [
    (folder) => execFileSync("mkfifo", [join(folder, "x.asc")]),
    /passed over: .*x\.asc: it is no file/,
  ],
  "a link to nothing": [
    (folder) => symlinkSync("nowhere", join(folder, "x.asc")),
    /passed over: .*x\.asc: it is a link that leads to no file/,
  ],
  "a link to a device without an end": [
    (folder) => symlinkSync("/dev/zero", join(folder, "x.json")),
    /passed over: .*x\.json: it is a link that leads to no file/,
  ],
  "a link to itself": [
    (folder) => symlinkSync("x.observation.json", join(folder, "x.observation.json")),
    /passed over: .*x\.observation\.json: it is a link that leads to no file/,
  ],
  "a link to the folder above": [
    (folder) => symlinkSync("..", join(folder, "up")),
    /passed over: .*up: it is a link that leads to no file/,
  ],
  "a folder that is called a manifest": [(folder) => mkdirSync(join(folder, "x.json")), /^/],
  "folders in folders": [
    (folder) => mkdirSync(join(folder, Array.from({ length: 30 }, () => "d").join("/")), { recursive: true }),
    /passed over: .*\/d\/d: it lies too deep/,
  ],
  "an observation of brackets alone": [
    (folder) => writeFileSync(join(folder, "x.observation.json"), "[".repeat(1_000_000)),
    /passed over: .*x\.observation\.json: Cannot read observation: it is not JSON/,
  ],
  "an observation that nests deeply": [
    (folder) => writeFileSync(join(folder, "x.observation.json"), "[".repeat(100_000) + "]".repeat(100_000)),
    /passed over: .*x\.observation\.json: Cannot read observation/,
  ],
  "an observation with a number beyond all": [
    (folder) => writeFileSync(join(folder, "x.observation.json"), '{"_type":1e999}'),
    /passed over: .*x\.observation\.json: Cannot read observation/,
  ],
  "a file whose name has a line feed and an escape in it": [
    (folder) => writeFileSync(join(folder, "all  accepted\n\u001b[2J.asc"), "x"),
    /passed over: [\x20-\x7e]*accepted[\x20-\x7e]*: it holds no signature/,
  ],
};

test.each(Object.keys(PUT))("%s", async (name) => {
  const folder = join(root, name.replaceAll(/\W+/g, "-"));
  cpSync(shared, folder, { recursive: true });
  const [put, says] = PUT[name]!;
  put(folder);
  const begun = process.cpuUsage();
  const ran = await verify(folder);
  const { user, system } = process.cpuUsage(begun);
  expect(ran.said).toMatch(says);
  expect(closingLine(ran)).toBe(closingLine(clean));
  expect(ran.code, ran.said).toBe(0);
  expect((user + system) / 1000).toBeLessThan(3000);
  expect(secondVerdict({ folder, keys, policy })).toEqual(verdictIn(clean));
  // In a folder of signatures it is the same.
  const beside = await verify(shared, "--signatures", folder);
  expect(closingLine(beside)).toBe(closingLine(clean));
  expect(beside.code, beside.said).toBe(0);
});

test("a folder of keys: what is no file is named, and a key that is there counts", async () => {
  const folder = join(root, "other-keys");
  cpSync(keys, folder, { recursive: true });
  execFileSync("mkfifo", [join(folder, "x.asc")]);
  symlinkSync("nowhere", join(folder, "y.asc"));
  const ran = await reader.run("verify", "all", "--manifests", shared, "--keys", folder, "--policy", policy);
  expect(ran.code, ran.said).toBe(0);
  expect(ran.said).toMatch(/passed over: .*x\.asc: it is no file/);
  expect(ran.said).toMatch(/passed over: .*y\.asc: it is a link that leads to no file/);
});
