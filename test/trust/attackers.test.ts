// Each feature of trust with its attacker: what they do must change the verdict, and the sentence must name the cause.
// Alice, Bob and Carol are honest and build the same project in homes of their own.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import type { BuiltHere, Observation, ObservedStage } from "../../src/model/observation.ts";
import { evidenceOf } from "../../src/observation/evidence.ts";
import { removeTree } from "../../src/store/remove-tree.ts";
import {
  closingLine,
  dropObservations,
  makePerson,
  observationBy,
  putObservation,
  secondVerdict,
  signFile,
  verdictIn,
  writeProject,
  type Person,
} from "./persons.ts";

const root = mkdtempSync(join(tmpdir(), "fromseed-attackers-"));
const project = join(root, "project");
const shared = join(root, "shared");
const keys = join(root, "keys");
let alice: Person;
let bob: Person;
let carol: Person;
let spare: Person;
/** Of a key that is years old. */
let oldKey: Person;

beforeAll(async () => {
  writeProject(project);
  alice = await makePerson(root, project, "alice");
  bob = await makePerson(root, project, "bob");
  carol = await makePerson(root, project, "carol");
  spare = await makePerson(root, project, "spare");
  oldKey = await makePerson(root, project, "old", new Date("2020-01-01"));
  for (const person of [alice, bob]) {
    expect(await person.run("build", "--offline")).toMatchObject({ code: 0 });
    expect(await person.run("attest", "--key", person.secret, "--into", shared)).toMatchObject({ code: 0 });
  }
}, 60_000);
afterAll(() => removeTree(root));

let copies = 0;
/** A copy of what alice and bob exchange, to be tampered with. */
function folder(): string {
  const path = join(root, `folder-${copies++}`);
  cpSync(shared, path, { recursive: true });
  return path;
}

const signers = () => [alice, bob, carol].map(({ name, fingerprint }) => `signer ${name} ${fingerprint}\n`).join("");

function policyFile(text: string): string {
  const path = join(root, `policy-${copies++}.txt`);
  writeFileSync(path, text);
  return path;
}

async function verify(by: Person, signatures: string, policy: string, ...more: string[]) {
  const ran = await by.run("verify", "--keys", keys, "--policy", policy, "--signatures", signatures, ...more);
  // Carol has no home that remembers anything, and neither has the second verifier.
  if (by === carol && more.includes("--manifests"))
    expect(secondVerdict({ folder: signatures, keys, policy })).toEqual(verdictIn(ran));
  return ran;
}

/** The same observation, as somebody else's. */
function asBy(observation: Observation, person: Person, change: (stage: ObservedStage) => ObservedStage): Observation {
  return { ...observation, observer: person.fingerprint, stages: observation.stages.map(change) };
}

/** Leaves out evidence and confirmations, which cannot be carried over. */
const bare = (stage: ObservedStage): ObservedStage => {
  if (stage.how.type === "taken") return stage;
  const { evidence: _, ...how } = stage.how;
  return { ...stage, how: { ...how, confirms: [] } };
};

const TWO = () => `${signers()}group people 2 alice bob carol\nstages * need people checked\n`;

test("two honest builders satisfy, and each checks the other", async () => {
  const path = folder();
  // Bob has seen alice's word, and confirms it; so one who has built nothing can see that.
  expect((await bob.run("attest", "--key", bob.secret, "--signatures", path, "--into", path)).said).toContain(
    `checked here, and right: the evidence of ${alice.fingerprint}`,
  );
  const ran = await verify(alice, path, policyFile(TWO()));
  expect(ran.code, ran.said).toBe(0);
  expect(closingLine(ran)).toMatch(/^all {2}accepted: the policy is satisfied; the weakest of 4 stages is /);
  expect(ran.said).toContain("built, and checked by you");
});

test("who copies outputs cannot say that they built them: by one who has built, they are found out", async () => {
  const path = folder();
  dropObservations(path, bob);
  const stolen = observationBy(shared, alice);
  // Alice's own evidence under another name.
  await putObservation(path, { ...stolen, observer: bob.fingerprint }, bob);
  const policy = policyFile(`${signers()}group people 2 alice bob carol\nstages * need people built\n`);
  const honest = await verify(alice, folder(), policy);
  expect(honest.code, honest.said).toBe(0);
  const ran = await verify(alice, path, policy);
  expect(ran.code).toBe(1);
  expect(ran.said).toContain("says that it was built, but its evidence is not what this build leaves: it was copied");
  expect(closingLine(ran)).toMatch(/^all {2}not accepted: .* one more, by bob or carol, would satisfy it$/);
});

test("who copies outputs and shows no evidence is only said to have built", async () => {
  const path = folder();
  dropObservations(path, bob);
  await putObservation(path, asBy(observationBy(shared, alice), bob, bare), bob);
  const ran = await verify(alice, path, policyFile(TWO()));
  expect(ran.code).toBe(1);
  expect(ran.said).toContain("said to be built, without evidence, and nobody else has checked that");
});

test("who signs twice under two keys has one vote", async () => {
  const path = folder();
  dropObservations(path, bob);
  const observation = observationBy(shared, alice);
  await putObservation(path, asBy(observation, spare, bare), spare);
  const text = (persons: string) =>
    `signer alice-1 ${alice.fingerprint}\nsigner alice-2 ${spare.fingerprint}\nsigner bob ${bob.fingerprint}\n${persons}stages * need people built\n`;
  const apart = await verify(
    carol,
    path,
    policyFile(text("group people 2 alice-1 alice-2 bob\n")),
    "--manifests",
    path,
  );
  expect(apart.code, apart.said).toBe(0);
  const one = policyFile(text("person alice alice-1 alice-2\ngroup people 2 alice bob\n"));
  const ran = await verify(carol, path, one, "--manifests", path);
  expect(ran.code).toBe(1);
  expect(ran.said).toContain('group "people" has 1 of 2');
  expect(closingLine(ran)).toMatch(/built by 1 \(alice\); one more, by bob, would satisfy it$/);
});

test("a policy that is rolled back is refused by who has seen a newer one, and a new one needs the old one's people", async () => {
  const path = folder();
  const policy = (version: number, members: string) =>
    policyFile(
      `policy release ${version}\n${signers()}group people 2 alice bob carol\nchanges people\nstages * need people built\n# ${members}\n`,
    );
  const [first, second] = [policy(1, "one"), policy(2, "two")];
  const start = await verify(alice, path, first);
  expect(start.said).toContain('first use of policy "release" version 1: nothing here vouches for it');
  expect(start.code, start.said).toBe(0);
  expect((await verify(alice, path, first)).said).not.toContain("first use");
  const unsigned = await verify(alice, path, second);
  expect(unsigned.code).toBe(1);
  expect(unsigned.said).toContain("it is not signed by all who must sign a change of version 1");
  for (const person of [alice, bob]) {
    expect(await person.run("sign", "--policy", second, "--key", person.secret)).toMatchObject({ code: 0 });
    const name = `${sha256(readFileSync(second))}.${person.fingerprint}.asc`;
    cpSync(join(root, name), join(path, name));
  }
  const next = await verify(alice, path, second);
  expect(next.code, next.said).toBe(0);
  expect(next.said).toContain("follows version 1: those who may change both have signed it");
  const back = await verify(alice, path, first);
  expect(back.code).toBe(1);
  expect(back.said).toContain(
    'Cannot use policy "release" version 1: this home has seen version 2, and takes no older one',
  );
  // Under another name, or none, it is a first use: that is said, and what is known beside.
  const unnamed = policyFile(
    readFileSync(first, "utf8")
      .replace(/^policy .*\n/, "")
      .replace(/^changes .*\n/m, ""),
  );
  expect((await verify(alice, path, unnamed)).said).toContain(
    'this policy has no name: nothing compares it with what this home knows: "release"',
  );
  const renamed = policyFile(readFileSync(first, "utf8").replace("policy release", "policy Release"));
  const strange = await verify(alice, path, renamed);
  expect(strange.said).toContain('first use of policy "Release" version 1: nothing here vouches for it');
  expect(strange.said).toContain('this home knows policies by other names: "release"');
  const other = await verify(alice, path, policy(2, "another two"));
  expect(other.said).toContain("this home has seen another text of the same version");
});

test("a policy that has expired accepts nothing; as of before, it does", async () => {
  const policy = policyFile(`${TWO().replace("checked", "built")}expires 2026-01-01\n`);
  const ran = await verify(alice, folder(), policy);
  expect(ran.code).toBe(1);
  expect(closingLine(ran)).toContain("the policy has expired on 2026-01-01; no signature changes that");
});

test("a thief who dates back: an older signature of a compromised key counts only where something else dates it", async () => {
  const path = folder();
  dropObservations(path, bob);
  const then = new Date("2021-05-01T00:00:00Z");
  const old = {
    ...asBy(observationBy(shared, alice), oldKey, bare),
    observed: "2021-05-01T00:00:00Z",
  };
  const dated = {
    ...old,
    stages: old.stages.map((each) => ({
      ...each,
      how: each.how.type === "built" ? { ...each.how, at: "2021-05-01T00:00:00Z" } : each.how,
    })),
  };
  const signature = await putObservation(path, dated, oldKey, then);
  const text = (more: string, others = "") =>
    policyFile(
      `signer alice ${alice.fingerprint}\nsigner old ${oldKey.fingerprint}${more}\n${others}group people 2 alice old\nstages * need people built\n`,
    );
  const before = await verify(carol, path, text(""), "--manifests", path);
  expect(before.code, before.said).toBe(0);
  const stolen = await verify(carol, path, text(" compromised 2022-01-01"), "--manifests", path);
  expect(stolen.code).toBe(1);
  expect(stolen.said).toContain(
    "its key was compromised on 2022-01-01 and a thief can date back: nothing else dates it",
  );
  // A home that had it before the key was stolen keeps it.
  const kept = await makePerson(root, project, "keeper");
  mkdirSync(kept.home);
  expect(await kept.run("build", "--offline")).toMatchObject({ code: 0 });
  expect((await verify(kept, path, text(""))).code).toBe(0);
  const later = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+Z$/, "Z");
  const known = await verify(kept, path, text(` compromised ${later}`), "--at", later);
  expect(known.code, known.said).toBe(0);
  expect(known.said).not.toContain("a thief can date back");
  // So does another person's word that they had seen it.
  const witness = {
    ...asBy(observationBy(shared, alice), alice, (each) => each),
    seen: [sha256(readFileSync(signature))],
  };
  await putObservation(path, witness, alice);
  const seen = await verify(carol, path, text(` compromised ${later}`), "--manifests", path, "--at", later);
  expect(seen.code, seen.said).toBe(0);
});

test("a thief who dates back: a home that had the signature before the theft keeps it, one that sees it later does not", async () => {
  const path = folder();
  dropObservations(path, bob);
  const long = "2021-05-01T00:00:00Z";
  const stages = observationBy(shared, alice).stages.map(bare);
  const how = (each: ObservedStage) => (each.how.type === "built" ? { ...each.how, at: long } : each.how);
  const old = { ...observationBy(shared, alice), observer: oldKey.fingerprint, observed: long };
  await putObservation(
    path,
    { ...old, stages: stages.map((each) => ({ ...each, how: how(each) })) },
    oldKey,
    new Date(long),
  );
  const text = (more: string) =>
    policyFile(
      `signer alice ${alice.fingerprint}\nsigner old ${oldKey.fingerprint}${more}\ngroup people 2 alice old\nstages * need people built\n`,
    );
  const homes = await Promise.all(["early", "late"].map((name) => makePerson(root, project, name)));
  const [early, late] = homes as [Person, Person];
  // What a home is that can remember.
  for (const person of homes) expect(await person.run("build", "--offline")).toMatchObject({ code: 0 });
  const asked = (by: Person, policy: string) => verify(by, path, policy, "--manifests", path);
  expect((await asked(early, text(""))).code).toBe(0);
  await new Promise((done) => setTimeout(done, 1100));
  const stolen = text(` compromised ${new Date().toISOString().replace(/\.\d+Z$/, "Z")}`);
  const kept = await asked(early, stolen);
  expect(kept.code, kept.said).toBe(0);
  const refused = await asked(late, stolen);
  expect(refused.code, refused.said).toBe(1);
  expect(refused.said).toContain("and a thief can date back: nothing else dates it");
  // To look again does not make it older.
  expect((await asked(late, stolen)).code).toBe(1);
});

test("a machine that lies about its vendor: a claim that contradicts itself adds no difference, and all are called claims", async () => {
  const path = folder();
  dropObservations(path, bob);
  const honest = observationBy(shared, alice);
  const on = (vendor: string, model: string): Observation => ({
    ...asBy(honest, bob, bare),
    machines: honest.machines.map((each) => ({ ...each, vendor, model })),
  });
  const set = (observation: Observation, vendor: string, model: string): Observation => ({
    ...observation,
    machines: observation.machines.map((each) => ({ ...each, vendor, model })),
  });
  dropObservations(path, alice);
  await putObservation(path, set(honest, "GenuineIntel", "Intel Xeon"), alice);
  const policy = policyFile(`${signers()}group people 2 alice bob carol\nstages * need people built vendors 2\n`);
  const differ = join(root, `folder-${copies++}`);
  cpSync(path, differ, { recursive: true });
  await putObservation(differ, on("AuthenticAMD", "AMD EPYC 7B13"), bob);
  const two = await verify(carol, differ, policy, "--manifests", differ);
  expect(two.code, two.said).toBe(0);
  expect(two.said).toContain("bob  claimed: AuthenticAMD, AMD EPYC 7B13");
  await putObservation(path, on("AuthenticAMD", "Intel Xeon Gold 6130"), bob);
  const ran = await verify(carol, path, policy, "--manifests", path);
  expect(ran.code).toBe(1);
  expect(ran.said).toContain(
    'those who count claim 1 of 2 processor vendors: "GenuineIntel"; a claim does not count, as a processor that calls its maker "AuthenticAMD" is not called "Intel Xeon Gold 6130"',
  );
});

test("a folder with junk in it: what is none is named, and changes no verdict", async () => {
  const path = folder();
  const policy = policyFile(TWO().replace("checked", "built"));
  const clean = await verify(alice, path, policy);
  writeFileSync(join(path, "README"), "hello\n");
  writeFileSync(join(path, "x.observation.json"), "{}");
  const closure = sha256(readFileSync(join(path, "all.closure.json")));
  writeFileSync(join(path, `${closure}.${"0".repeat(40)}.asc`), "no signature\n");
  const ran = await verify(alice, path, policy);
  expect(ran.code, ran.said).toBe(0);
  expect(closingLine(ran)).toBe(closingLine(clean));
  expect(ran.said).toMatch(/passed over: .*x\.observation\.json: Cannot read observation: no key/);
  expect(ran.said).toMatch(/all\.closure\.json {2}malformed/);
});

test("a closure with one stage that nobody built is not accepted, and the stage is named", async () => {
  const path = folder();
  for (const person of [alice, bob]) {
    const took = asBy(observationBy(shared, person), person, (each) =>
      each.stage === "archive" ? { ...each, how: { type: "taken", from: "a mirror" } } : each,
    );
    dropObservations(path, person);
    await putObservation(path, took, person);
  }
  const ran = await verify(carol, path, policyFile(TWO().replace("checked", "built")), "--manifests", path);
  expect(ran.code).toBe(1);
  expect(ran.said).toContain('the policy is not satisfied for 1 stage: "archive"');
  expect(ran.said).toContain('took it from "a mirror", and did not build it');
  expect(ran.said).toContain('a build of these would help most: "archive" (0 built it)');
  expect(closingLine(ran)).toContain(
    'the weakest of 4 stages is "archive", built by nobody; no one signature would change',
  );
});

test("a word that somebody else signed is nobody's", async () => {
  const path = folder();
  dropObservations(path, bob);
  await putObservation(path, observationBy(shared, bob), spare);
  const ran = await verify(alice, path, policyFile(TWO().replace("checked", "built")));
  expect(ran.code).toBe(1);
  expect(ran.said).toContain(`does not count: it is signed by ${spare.fingerprint}, and speaks for ${bob.fingerprint}`);
});

test("another tree from the same key is a dispute of its own, whoever is right; a stranger's is none", async () => {
  const path = folder();
  const lie = asBy(observationBy(shared, bob), bob, (each) =>
    each.stage === "file" ? bare({ ...each, tree: sha256("another tree") }) : each,
  );
  dropObservations(path, bob);
  await putObservation(path, lie, bob);
  const ran = await verify(alice, path, policyFile(TWO().replace("checked", "built")));
  expect(ran.code).toBe(4);
  expect(ran.said).toContain('bob signed another tree of "file" than is here, from the same key');
  expect(closingLine(ran)).toMatch(/^all {2}disputed: bob signed another tree than is here for the same key of "file"/);
  const stranger = folder();
  const strange = { ...lie, observer: spare.fingerprint };
  await putObservation(stranger, strange, spare);
  expect((await verify(alice, stranger, policyFile(TWO().replace("checked", "built")))).code).toBe(0);
});

test("evidence cannot be moved from one stage to another", () => {
  const observation = observationBy(shared, alice);
  const built = observation.stages.filter(({ how }) => how.type === "built" && how.evidence !== undefined);
  const evidence = built.map(({ how }) => (how as BuiltHere).evidence!);
  expect(new Set(evidence).size).toBe(evidence.length);
  for (const { key, tree } of built)
    expect(evidence).not.toContain(evidenceOf(bob.fingerprint, { key, tree }, sha256("")));
});

test("any file under a policy, without a store or a build", async () => {
  const path = join(root, "sums");
  mkdirSync(path);
  const sums = join(root, "SHA256SUMS");
  writeFileSync(sums, `${sha256("x")}  x\n`);
  await signFile(path, readFileSync(sums, "utf8"), alice);
  const policy = policyFile(`${signers()}group people 2 alice bob carol\nquorum people\n`);
  const words = ["--file", sums, "--signatures", path, "--keys", keys, "--policy", policy];
  const nowhere = await makePerson(root, project, "nowhere");
  const short = await nowhere.run("verify", ...words);
  expect(short.code).toBe(1);
  expect(closingLine(short)).toMatch(
    /not accepted: signatures of .* are missing; one more, by bob or carol, would satisfy it$/,
  );
  await signFile(path, readFileSync(sums, "utf8"), carol);
  const ran = await nowhere.run("verify", ...words);
  expect(ran.code, ran.said).toBe(0);
  expect(closingLine(ran)).toContain("accepted: the policy is satisfied");
  writeFileSync(sums, `${sha256("y")}  x\n`);
  expect((await nowhere.run("verify", ...words)).code).toBe(1);
  rmSync(path, { recursive: true });
});
