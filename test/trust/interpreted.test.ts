// A build by interpretation: its maker can attest it, with the evidence that every builder has, and a policy can ask for
// one. The second verifier says the same.

import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { removeTree } from "../../src/store/remove-tree.ts";
import { checkout } from "../cli/in-process.ts";
import { makePerson, observationBy, type Person } from "./persons.ts";

const root = mkdtempSync(join(tmpdir(), "fromseed-trust-interpreted-"));
let alice: Person;
let bob: Person;

beforeAll(async () => {
  alice = await makePerson(root, checkout, "alice");
  bob = await makePerson(root, checkout, "bob");
});
afterAll(() => removeTree(root));

const policy = (asked: string): string => {
  const path = join(root, "policy.txt");
  writeFileSync(
    path,
    `signer alice ${alice.fingerprint}\nsigner bob ${bob.fingerprint}\n` +
      `group people any alice bob\nstages * need people ${asked}\n`,
  );
  return path;
};
const verify = (manifests: string, asked: string) =>
  bob.run("verify", "asm", "--manifests", manifests, "--keys", join(root, "keys"), "--policy", policy(asked));

test("what was interpreted is attested as that, and satisfies a policy that asks for it", async () => {
  const folder = join(root, "of-alice");
  const replayed = await alice.run("replay", "--interpreted", "asm", "--offline");
  expect(replayed.code, replayed.said).toBe(0);
  const attested = await alice.run("attest", "asm", "--key", alice.secret, "--into", folder);
  expect(attested.said).toContain("asm  4 of 4 stages built here, 4 of them interpreted, 4 with evidence; 0 taken");
  const { machines, stages } = observationBy(folder, alice);
  expect(machines.map(({ executor }) => executor)).toEqual(["interpreter"]);
  expect(stages.map(({ how }) => how.type)).toEqual(["built", "built", "built", "built"]);
  const judged = await verify(folder, "built interpreted 1");
  expect(judged.code, judged.said).toBe(0);
  expect(judged.said).toContain("run by interpreter");
  const second = spawnSync(
    "python3",
    ["verify/verify.py", folder, "asm", "--keys", join(root, "keys"), "--policy", policy("built interpreted 1")],
    { cwd: checkout, encoding: "utf8" },
  );
  expect(second.stdout + second.stderr).toContain("accepted: the policy is satisfied");
  // Two are not there, in the words of both.
  expect((await verify(folder, "built interpreted 2")).said).toContain(
    'those who count claim 1 of 2 builds by interpretation: "alice"',
  );
});

test("what was built on the processor does not satisfy it, and what is left in /work is the same", async () => {
  const folder = join(root, "of-bob");
  const built = await bob.run("build", "asm", "--offline");
  expect(built.code, built.said).toBe(0);
  const signatures = join(root, "of-alice");
  const words = ["attest", "asm", "--key", bob.secret, "--signatures", signatures, "--into", folder];
  expect(await bob.run(...words)).toMatchObject({ code: 0 });
  const evidence = observationBy(folder, bob).stages.map(({ how }) => how.type === "built" && how.confirms);
  expect(evidence).toEqual([[alice.fingerprint], [alice.fingerprint], [alice.fingerprint], [alice.fingerprint]]);
  expect((await verify(folder, "built")).code).toBe(0);
  const judged = await verify(folder, "built interpreted 1");
  expect(judged.code).toBe(1);
  expect(judged.said).toContain("those who count claim 0 of 1 build by interpretation: none");
  // Replayed after that, the last build of each stage is by interpretation, and what builds cost here stays known.
  expect(await bob.run("replay", "--interpreted", "asm", "--offline")).toMatchObject({ code: 0 });
  expect(await bob.run(...words)).toMatchObject({ code: 0 });
  expect((await verify(folder, "built interpreted 1")).code).toBe(0);
});

test("a build goes on from what was interpreted", async () => {
  const built = await alice.run("build", "asm", "--offline");
  expect(built.said).toContain("0 built, 4 reused");
});
