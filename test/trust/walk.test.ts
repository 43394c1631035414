// The README's walk with three persons, as it stands there: an OpenPGP key in a file, gpg, an SSH key, three homes, one
// folder. Then each of the things that its table tells of, and the sentence that it tells. Requires gpg and ssh-keygen.

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import type { ObservedStage } from "../../src/model/observation.ts";
import { removeTree } from "../../src/store/remove-tree.ts";
import { checkout, fromseedIn, type Ran } from "../cli/in-process.ts";
import {
  closingLine,
  dropObservations,
  makePerson,
  observationBy,
  putObservation,
  secondVerdict,
  verdictIn,
  writeProject,
  type Person,
} from "./persons.ts";

const page = readFileSync(join(checkout, "README.md"), "utf8").split("\n## Who built it, and why believe them\n")[1]!;
const section = page.split("\n## ")[0]!;
// Short, as gpg's agent has its socket below it.
const root = mkdtempSync("/tmp/fs-walk-");
const [project, keys] = [join(root, "project"), join(root, "keys")];
const environment = { ...process.env, GNUPGHOME: join(root, "gnupg"), LC_ALL: "C" };
let alice: Person;
let bobsKey: string;
let carolsKey: string;

const gpg = (...words: string[]): string =>
  execFileSync("gpg", ["--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "", ...words], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  }).toString();

beforeAll(async () => {
  for (const [name, word] of [
    ["gpg", "--version"],
    ["ssh-keygen", "-?"],
  ] as const)
    if (spawnSync(name, [word]).error !== undefined) throw new Error(`this test requires ${name}`);
  writeProject(project);
  mkdirSync(join(root, "gnupg"), { mode: 0o700 });
  process.env["GNUPGHOME"] = environment.GNUPGHOME;
  alice = await makePerson(root, project, "alice");
  gpg("--quick-generate-key", "bob <bob@example.org>", "ed25519", "sign", "never");
  bobsKey = /^fpr:+([0-9A-F]{40}):/m.exec(gpg("--with-colons", "--list-keys"))![1]!.toLowerCase();
  writeFileSync(join(keys, "bob.asc"), gpg("--armor", "--export", bobsKey));
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "carol", "-f", join(root, "carol")]);
  cpSync(join(root, "carol.pub"), join(keys, "carol.pub"));
  carolsKey = execFileSync("ssh-keygen", ["-lf", join(root, "carol.pub")])
    .toString()
    .split(" ")[1]!;
  const [policy] = /(?:^ {4}(?:signer|person|group|stages) .*\n)+/m.exec(section)!;
  const fingerprints = [alice.fingerprint, bobsKey, carolsKey];
  const text = policy
    .replace(/^ {4}/gm, "")
    .replace(/^(signer \S+ +).*$/gm, (_, start) => `${start}${fingerprints.shift()}`);
  writeFileSync(join(root, "policy.txt"), text);
}, 60_000);
afterAll(async () => {
  spawnSync("gpgconf", ["--kill", "all"], { env: environment });
  await removeTree(root);
});

/** Runs a line of the page as one of its persons, each with a home of their own. */
function run(who: string, line: string): Promise<Ran> {
  const files = ["alice.secret", "carol", "shared", "keys", "policy.txt"];
  const words = line.split(" ").map((word) => (files.includes(word) ? join(root, word) : word));
  return fromseedIn(project, join(root, `home-${who}`))(words[0]!, ...words.slice(1));
}

/** Without what differs between the README's target and the test's. */
const alike = (line: string): string =>
  line
    .replace(/^\S+/, "X")
    .replace(/"[^"]*"/g, '"X"')
    .replace(/of \d+ stages?/, "of N stages");

/** Dave has no home, so that the second verifier knows as much as he does. */
async function verify(): Promise<Ran> {
  const ran = await run("dave", "verify --manifests shared --keys keys --policy policy.txt");
  const asked = { folder: join(root, "shared"), keys, policy: join(root, "policy.txt") };
  expect(secondVerdict(asked)).toEqual(verdictIn(ran));
  return ran;
}

function told(row: string): { readonly says: string; readonly exit: number } {
  const line = section.split("\n").find((each) => each.startsWith("| ") && each.includes(row))!;
  const [, , says, exit] = line.split("|").map((cell) => cell.trim());
  return { says: says!.replaceAll("`", ""), exit: Number(exit) };
}

/** A folder as it was, with a change in it, and what verify then says. */
async function after(change: (folder: string) => unknown): Promise<Ran> {
  const [shared, kept] = [join(root, "shared"), join(root, "kept")];
  cpSync(shared, kept, { recursive: true });
  await change(shared);
  const ran = await verify();
  await removeTree(shared);
  cpSync(kept, shared, { recursive: true });
  await removeTree(kept);
  return ran;
}

test("three persons build, attest and exchange a folder: somebody who has built nothing is told to accept", {
  timeout: 120_000,
}, async () => {
  const lines = [...section.matchAll(/^ {4}(\w+)\$ fromseed (.*)$/gm)];
  expect(lines.length).toBeGreaterThan(6);
  for (const [, who, line] of lines) {
    const ran = await run(who!, line === "build" ? "build --offline" : line!);
    expect(ran.code, `${line}: ${ran.said}`).toBe(0);
    if (who === "dave") {
      const shown = section.split(`${who}$ fromseed ${line}\n`)[1]!.split("\n\n")[0]!.trim();
      expect(alike(closingLine(ran))).toBe(alike(shown.split("\n").at(-1)!.trim()));
      expect((await verify()).code).toBe(0);
    }
  }
});

test("Carol took instead of built", async () => {
  const { says, exit } = told("Carol took");
  const ran = await after(async (folder) => {
    const own = { fingerprint: carolsKey } as Person;
    dropObservations(folder, own);
    const lazy = fromseedIn(project, join(root, "home-lazy"));
    expect((await lazy("take", "--from", join(root, "home-alice"))).code).toBe(0);
    expect((await lazy("attest", "--ssh", join(root, "carol"), "--into", folder)).code).toBe(0);
  });
  expect(ran.said).toContain(says);
  expect(ran.code).toBe(exit);
});

test("Bob's key is revoked as compromised", async () => {
  const { says, exit } = told("Bob's key");
  const path = join(environment.GNUPGHOME, "openpgp-revocs.d");
  const revocation = readFileSync(join(path, readdirSync(path)[0]!), "utf8").replace(":-----BEGIN", "-----BEGIN");
  const before = readFileSync(join(keys, "bob.asc"));
  const ran = await after(() => {
    writeFileSync(join(root, "revocation.asc"), revocation);
    gpg("--import", join(root, "revocation.asc"));
    writeFileSync(join(keys, "bob.asc"), gpg("--armor", "--export", bobsKey));
  });
  writeFileSync(join(keys, "bob.asc"), before);
  expect(ran.said).toContain(says);
  expect(ran.code).toBe(exit);
});

test("Alice lies about a tree", async () => {
  const { says, exit } = told("Alice signs another tree");
  const ran = await after(async (folder) => {
    const own = observationBy(folder, alice);
    const lie = (stage: ObservedStage): ObservedStage => {
      if (stage.stage !== "file" || stage.how.type === "taken") return stage;
      const { evidence: _, ...how } = stage.how;
      return { ...stage, tree: sha256("another"), how: { ...how, confirms: [] } };
    };
    dropObservations(folder, alice);
    await putObservation(folder, { ...own, stages: own.stages.map(lie) }, alice);
  });
  expect(ran.said).toContain(says);
  expect(ran.code).toBe(exit);
});
