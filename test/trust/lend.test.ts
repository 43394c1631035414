// Taking and lending: what was taken is said to be, what a few minutes built counts for whoever asks about the closure,
// and a stage with another tree than the expected one can be attested.

import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { draw } from "../../src/engine/lottery.ts";
import { parseManifest } from "../../src/manifest/parse.ts";
import { writeManifest } from "../../src/manifest/write.ts";
import { parseObservation } from "../../src/observation/parse.ts";
import { treeOf } from "../../src/store/listing.ts";
import { removeTree } from "../../src/store/remove-tree.ts";
import { closingLine, makePerson, observationBy, putObservation, writeProject, type Person } from "./persons.ts";

const root = mkdtempSync(join(tmpdir(), "fromseed-lend-"));
const project = join(root, "project");
const shared = join(root, "shared");
let alice: Person;
let bob: Person;
let carol: Person;

beforeAll(async () => {
  writeProject(project);
  alice = await makePerson(root, project, "alice");
  bob = await makePerson(root, project, "bob");
  carol = await makePerson(root, project, "carol");
  expect(await alice.run("build", "--offline")).toMatchObject({ code: 0 });
  expect(await alice.run("attest", "--key", alice.secret, "--into", shared)).toMatchObject({ code: 0 });
  cpSync(join(alice.home, "trees"), join(shared, "trees"), { recursive: true, verbatimSymlinks: true });
}, 60_000);
afterAll(() => removeTree(root));

const verify = (by: Person, more: string) => {
  const policy = join(root, "policy.txt");
  writeFileSync(
    policy,
    `signer alice ${alice.fingerprint}\nsigner bob ${bob.fingerprint}\nsigner carol ${carol.fingerprint}\ngroup people 2 alice bob carol\nstages * need people ${more}\n`,
  );
  return by.run("verify", "all", "--manifests", shared, "--keys", join(root, "keys"), "--policy", policy);
};

test("what was taken is used like what was built, and attested as taken", async () => {
  const ran = await bob.run("take", "--from", shared);
  expect(ran.code, ran.said).toBe(0);
  expect(ran.said).toContain("Took 4 stages of 4");
  const attested = await bob.run("attest", "--key", bob.secret, "--into", shared);
  expect(attested.code, attested.said).toBe(0);
  expect(attested.said).toContain("all  0 of 4 stages built here, 0 with evidence; 4 taken");
  expect(observationBy(shared, bob).stages.map(({ how }) => how)).toEqual(
    Array.from({ length: 4 }, () => ({ type: "taken", from: shared })),
  );
  // A build goes on from there, and asks for no source of what was taken; what is said of the stages says so.
  const built = await bob.run("build", "--offline");
  expect(built.code, built.said).toBe(0);
  expect(built.said).toContain("0 built, 4 reused");
  expect(readdirSync(join(bob.home, "links"))).toEqual([]);
  expect((await bob.run("list")).said).toMatch(/all +taken/);
  expect((await bob.run("explain", "file")).said).toContain(`It was taken from "${shared}" and not built here`);
  expect((await bob.run("verify")).said).toContain("4 stages of these were taken");
  expect((await bob.run("sign", "--key", bob.secret)).said).toContain("that was never had here");
  const judged = await verify(carol, "built");
  expect(judged.code).toBe(1);
  expect(judged.said).toContain(`took it from "${shared}", and did not build it`);
});

test("a tree that is not what its manifest says is not taken", async () => {
  const folder = join(root, "tampered");
  cpSync(shared, folder, { recursive: true, verbatimSymlinks: true });
  const { tree } = observationBy(shared, alice).stages.find(({ stage }) => stage === "all")!;
  writeFileSync(join(folder, "trees", tree, "more"), "x");
  const victim = await makePerson(root, project, "victim");
  const ran = await victim.run("take", "--from", folder);
  expect(ran.code).toBe(1);
  expect(ran.said).toMatch(
    /Cannot take stage "all": the tree that was given is [0-9a-f]{64}, not the [0-9a-f]{64} of its/,
  );
});

test("a few minutes lent count, with evidence, for each stage that was drawn", async () => {
  const ran = await carol.run(
    "lend",
    "--minutes",
    "10",
    "--from",
    shared,
    "--key",
    carol.secret,
    "--into",
    shared,
    "--offline",
  );
  expect(ran.code, ran.said).toBe(0);
  expect(ran.said).toMatch(/drawn: 1 say that they built it; about /);
  const built = observationBy(shared, carol).stages.filter(({ how }) => how.type === "built");
  expect(built.map(({ stage }) => stage).sort()).toEqual(["all", "archive", "file", "seed"]);
  const confirms = built.map(({ how }) => how.type === "built" && how.confirms);
  expect(confirms).toEqual(built.map(() => [alice.fingerprint]));
  const judged = await verify(bob, "checked");
  // Alice is confirmed by carol; carol by nobody yet: who has built can say so.
  expect(judged.said).toContain("alice");
  expect(await alice.run("attest", "--key", alice.secret, "--signatures", shared, "--into", shared)).toMatchObject({
    code: 0,
  });
  const both = await verify(bob, "checked");
  expect(both.code, both.said).toBe(0);
  expect(closingLine(both)).toContain("accepted: the policy is satisfied");
});

/** A folder as alice's, in which a stage's tree is another one, and all that is said of it fits. */
async function tampered(name: string, stage: string): Promise<string> {
  const folder = join(root, name);
  cpSync(shared, folder, { recursive: true, verbatimSymlinks: true });
  for (const file of readdirSync(folder)) if (/observation|closure|\.asc$/.test(file)) rmSync(join(folder, file));
  const own = observationBy(shared, alice);
  const { tree } = own.stages.find((each) => each.stage === stage)!;
  const path = join(folder, "trees", tree);
  cpSync(path, join(folder, "trees/other"), { recursive: true });
  const manifest = parseManifest(readFileSync(join(folder, `${stage}.json`)));
  if (!manifest.ok) throw new Error(manifest.failures[0]!.message);
  const entries = manifest.value.tree.entries.map((entry) => {
    if (entry.type !== "file") return entry;
    const content = `${readFileSync(join(path, entry.path), "utf8")}and a backdoor\n`;
    writeFileSync(join(folder, "trees/other", entry.path), content);
    return { ...entry, sha256: sha256(content), size: Buffer.byteLength(content) };
  });
  const other = treeOf(entries);
  renameSync(join(folder, "trees/other"), join(folder, "trees", other.sha256));
  const text = writeManifest({ ...manifest.value, tree: other });
  writeFileSync(join(folder, `${stage}.json`), text);
  const stages = own.stages.map((each) => {
    if (each.stage !== stage || each.how.type === "taken") return each;
    const { evidence: _, ...how } = each.how;
    return { ...each, tree: other.sha256, manifest: sha256(text), how: { ...how, confirms: [] } };
  });
  await putObservation(folder, { ...own, stages }, alice);
  return folder;
}

test("who lends and gets another tree says so, signed, and what came out the same is confirmed", async () => {
  const folder = await tampered("tampered-all", "all");
  const erin = await makePerson(root, project, "erin");
  const said = join(root, "erin-says");
  const words = ["--from", folder, "--key", erin.secret, "--into", said, "--offline"];
  const ran = await erin.run("lend", "all", ...words);
  expect(ran.code, ran.said).toBe(4);
  const here = observationBy(shared, alice).stages.find(({ stage }) => stage === "all")!.tree;
  const there = observationBy(folder, alice).stages.find(({ stage }) => stage === "all")!.tree;
  expect(ran.said).toContain(`Cannot confirm stage "all": its tree came out as ${here}, and others say ${there}`);
  expect(ran.said).toContain("hint: what came out is attested as it is, for them to see");
  const observations = readdirSync(said)
    .filter((name) => name.endsWith(".observation.json"))
    .map((name) => parseObservation(readFileSync(join(said, name))))
    .flatMap((read) => (read.ok ? [read.value] : []));
  const of = (tree: string) =>
    observations
      .find(({ stages }) => stages.some((each) => each.stage === "all" && each.tree === tree))!
      .stages.map(({ stage, how }) => `${stage} ${how.type}`);
  expect(of(there)).toEqual(["all taken", "archive built", "file built", "seed built"]);
  expect(of(here)).toEqual(["all built", "archive built", "file built", "seed built"]);
  // Whoever has what alice says, and looks at what erin says, is told that one of them is wrong.
  const policy = join(root, "erin-policy.txt");
  const signers = [alice, erin].map(({ name, fingerprint }) => `signer ${name} ${fingerprint}\n`).join("");
  writeFileSync(policy, `${signers}group any1 any alice erin\nstages * need any1 built\n`);
  const judging = ["--keys", join(root, "keys"), "--policy", policy];
  const judged = await bob.run("verify", "all", "--manifests", folder, "--signatures", said, ...judging);
  expect(judged.code).toBe(4);
  expect(closingLine(judged)).toMatch(
    /^all {2}disputed: erin signed another tree than is here for the same key of "all"/,
  );
  // So is whoever has both in one folder.
  cpSync(said, folder, { recursive: true });
  const both = await bob.run("verify", "all", "--manifests", folder, ...judging);
  expect(both.code, both.said).toBe(4);
  // Neither what erin laid there nor a stranger's damaged manifest hides what can be taken.
  const strange = readFileSync(join(folder, "file.json"), "utf8").replace('"version":"1"', '"version":"2"');
  writeFileSync(join(folder, "a-file.json"), strange);
  const frank = await makePerson(root, project, "frank");
  const next = await frank.run("lend", "all", "--from", folder, "--key", frank.secret, "--offline");
  expect(next.said).toContain(`its tree came out as ${here}, and others say ${there}`);
  expect(next.code).toBe(4);
  // The home has what it took, and can go on.
  expect((await erin.run("attest", "--key", erin.secret)).code).toBe(0);
});

test("a stage whose tree is not the expected one is attested as it is", async () => {
  const other = join(root, "other-project");
  cpSync(project, other, { recursive: true });
  writeFileSync(join(other, "stages/expected.sha256"), `${sha256("x")}  file.tree\n`);
  const dave = await makePerson(root, other, "dave");
  const built = await dave.run("build", "file", "--offline");
  expect(built.code).toBe(1);
  expect(built.said).toContain("expected is");
  const said = join(root, "dave-says");
  const attested = await dave.run("attest", "file", "--key", dave.secret, "--into", said);
  expect(attested.code, attested.said).toBe(0);
  expect(attested.said).toContain(`and the project expects ${sha256("x")}: attested as it is`);
  const stage = observationBy(said, dave).stages.find((each) => each.stage === "file")!;
  expect(stage).toMatchObject({ expected: sha256("x"), how: { type: "built" } });
});

test("what a stage leaves is evidence only while it is the same each time", async () => {
  const again = await alice.run("reproduce", "file", "--times", "2", "--offline");
  expect(again.code, again.said).toBe(0);
  const name = readdirSync(join(alice.home, "builds")).find((each) =>
    each.endsWith(observationBy(shared, alice).stages.find(({ stage }) => stage === "file")!.tree),
  )!;
  const account = JSON.parse(readFileSync(join(alice.home, "builds", name), "utf8"));
  expect(account).toMatchObject({ type: "built", times: 3, varies: false });
  // As if the first build had left something else.
  const changed = `${JSON.stringify({ ...account, left: sha256("something else") })}\n`;
  writeFileSync(join(alice.home, "builds", name), changed);
  writeFileSync(join(alice.home, "sums", sha256(changed)), "");
  const varied = await alice.run("reproduce", "file", "--offline");
  expect(varied.said).toContain("is not the same each time: it can give no evidence of building");
  const folder = join(root, "varied");
  expect(await alice.run("attest", "--key", alice.secret, "--into", folder)).toMatchObject({ code: 0 });
  expect(observationBy(folder, alice).stages.find(({ stage }) => stage === "file")!.how).not.toHaveProperty("evidence");
});

test("the lottery draws what few have built, differently for different people, within the time", () => {
  const tickets = Array.from({ length: 40 }, (_, i) => ({
    stage: `s${i}`,
    key: sha256(`k${i}`),
    builders: i < 20 ? 0 : 9,
    seconds: 60,
  }));
  const drawnBy = (name: string) =>
    draw(tickets, { fingerprint: sha256(name), closure: sha256("c") }, 600).map(({ stage }) => stage);
  const people = Array.from({ length: 30 }, (_, i) => drawnBy(`p${i}`));
  for (const drawn of people) expect(drawn).toHaveLength(10);
  expect(new Set(people.map((drawn) => drawn.join())).size).toBe(30);
  expect(drawnBy("p1")).toEqual(drawnBy("p1"));
  const rare = people.flat().filter((stage) => Number(stage.slice(1)) < 20).length;
  expect(rare).toBeGreaterThan(280);
  expect(draw(tickets, { fingerprint: "f", closure: sha256("c") }, 59)).toEqual([]);
});
