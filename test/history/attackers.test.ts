// Each way to get a change into a history past its policy, with real repositories: the verdict must change, and the
// sentence must name the cause. Alice and Bob are honest; Mallory has a key that the policy names for nothing.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fromseedIn, type Ran } from "../cli/in-process.ts";
import { all } from "../extent.ts";
import { hashedKey, part, signature } from "../openpgp/packet-writer.ts";
import {
  MadeRepository,
  openpgpSigner,
  sshSigner,
  type CommitMaking,
  type Files,
  type Signer,
} from "./made-repository.ts";
import { expectSecondOpinion } from "./second-verifier.ts";

const root = mkdtempSync(join(tmpdir(), "fromseed-history-test-"));
afterAll(() => rmSync(root, { recursive: true }));

const alice = openpgpSigner("alice");
const bob = openpgpSigner("bob");
const carol = sshSigner("carol");
const mallory = openpgpSigner("mallory");
const stolen = openpgpSigner("stolen");
/** Revoked as compromised, which says that it may have been anybody's all the time. */
const revoked = openpgpSigner("revoked", {
  more: (pair) => [
    signature(pair, {
      type: 0x20,
      created: Date.UTC(2025, 0, 1) / 1000,
      parts: [part(29, Buffer.from([2]))],
      data: [hashedKey(pair)],
    }),
  ],
});
const expiring = openpgpSigner("expiring", { lasts: 5 * 365 * 86_400 });
const people = [alice, bob, carol, revoked, expiring, stolen];

const signers = people
  .map(
    ({ name, fingerprint }) => `signer ${name} ${fingerprint}${name === "stolen" ? " compromised 2024-06-01" : ""}\n`,
  )
  .join("");
const POLICY = `${signers}group people any ${people.map(({ name }) => name).join(" ")}\npaths recipes/ stages/ need people reviewed\n`;
const START: Files = { "history-policy.txt": POLICY, "recipes/a/recipe.yaml": "a\n", README: "read\n" };

const keys = join(root, "keys");
beforeAll(() => {
  mkdirSync(keys);
  for (const { name, key } of [...people, mallory]) writeFileSync(join(keys, name), key);
});

let made = 0;
/** A repository with one commit, which brings the policy. */
function repository(start: Files = START): { readonly own: MadeRepository; readonly first: string } {
  const own = new MadeRepository(join(root, `repository-${made++}`));
  return { own, first: own.commit({ files: start, by: alice, subject: "begin" }) };
}

async function check({ folder }: Pick<MadeRepository, "folder">, ...words: readonly string[]): Promise<Ran> {
  const run = fromseedIn(folder, join(root, "no-home"));
  if (all && !words.includes("--json")) {
    const { said } = await run("history", "--keys", keys, "--json", ...words);
    expectSecondOpinion(folder, ["--keys", keys, ...words], said);
  }
  return run("history", "--keys", keys, ...words);
}

/** What one side changes is merged onto what another has. */
function mergeOf(own: MadeRepository, onto: string, files: Files, topic: CommitMaking, merge: CommitMaking): string {
  const side = own.commit({ files, parents: [onto], ...topic });
  return own.commit({ files, parents: [onto, side], subject: "merge", ...merge });
}

/** What the first commit holds, with another text of its recipe. */
const withRecipe = (content: string): Files => ({ ...START, "recipes/a/recipe.yaml": content });
const CHANGED = withRecipe("b\n");

async function refused(own: MadeRepository, tip: string, ...says: readonly (string | RegExp)[]): Promise<Ran> {
  own.branch("main", tip);
  const ran = await check(own);
  expect(ran.code, ran.said).toBe(1);
  for (const each of says) expect(ran.said).toMatch(each);
  return ran;
}

async function accepted(own: MadeRepository, tip: string, ...says: readonly (string | RegExp)[]): Promise<void> {
  own.branch("main", tip);
  const ran = await check(own);
  expect(ran.code, ran.said).toBe(0);
  for (const each of says) expect(ran.said).toMatch(each);
}

test("one person signs and another merges, by OpenPGP and by SSH; and git takes the repository for one", async () => {
  const { own, first } = repository();
  const second = mergeOf(own, first, CHANGED, { by: alice }, { by: carol });
  const third = mergeOf(own, second, { ...CHANGED, "stages/x.yaml": "x\n" }, { by: carol }, { by: bob });
  await accepted(own, third, /changes {2}2 of what the policy guards, 2 accepted, 0 not/);
  const fsck = spawnSync("git", ["-C", own.folder, "fsck", "--strict"], { encoding: "utf8" });
  expect(fsck).toMatchObject({ status: 0 });
});

test("what the policy does not guard needs nobody", async () => {
  const { own, first } = repository();
  await accepted(own, own.commit({ files: { ...START, README: "other\n" }, parents: [first] }), /changes {2}0 of/);
});

test("one commit among many that slipped through unsigned", async () => {
  const { own, first } = repository();
  let tip = first;
  let files: Files = START;
  let slipped = "";
  for (let i = 0; i < 20; i++) {
    files = { ...files, [`recipes/r${i}/recipe.yaml`]: `${i}\n` };
    const side = own.commit({ files, parents: [tip], subject: `add ${i}`, ...(i === 13 ? {} : { by: alice }) });
    if (i === 13) slipped = side;
    tip = own.commit({ files, parents: [tip, side], by: bob });
  }
  const ran = await refused(
    own,
    tip,
    `Cannot accept commit "${slipped}": it has no signature`,
    /20 of .* 19 accepted, 1 not/,
  );
  expect(ran.said).toContain(`"add 13", as it says by nobody`);
  expect(ran.said).toContain("it changes recipes/r13/recipe.yaml");
  expect(ran.said).toContain("a signature by one of alice, bob");
});

test("who merges what they wrote themselves", async () => {
  const { own, first } = repository();
  const tip = mergeOf(own, first, CHANGED, { by: alice }, { by: alice });
  await refused(own, tip, "alice wrote it and merged it, and nobody else has signed it", /one of bob, carol/);
});

test("who merges themselves what another had merged into a branch of their own", async () => {
  const { own, first } = repository();
  const change = own.commit({ files: CHANGED, parents: [first], by: alice });
  const experiment = own.commit({ files: CHANGED, parents: [first, change], by: bob });
  const tip = own.commit({ files: CHANGED, parents: [first, experiment], by: alice });
  await refused(own, tip, "alice wrote it, and merged into the main branch what others had merged elsewhere");
  // Nor does an unsigned merge stand for the signed one in it.
  await refused(
    own,
    own.commit({ files: CHANGED, parents: [first, experiment] }),
    "by which it came: it has no signature",
  );
});

test("two keys of one person are no two people", async () => {
  const policy = `signer a ${alice.fingerprint}\nsigner b ${bob.fingerprint}\nsigner c ${carol.fingerprint}\nperson ab a b\ngroup g any ab c\npaths * need g reviewed\n`;
  const { own, first } = repository({ ...START, "history-policy.txt": policy });
  const files = { ...CHANGED, "history-policy.txt": policy };
  await refused(
    own,
    mergeOf(own, first, files, { by: alice }, { by: bob }),
    "ab wrote it and merged it, and nobody else",
  );
});

test("a commit to the main branch without a merge; with two signatures it needs none", async () => {
  const { own, first } = repository();
  const tip = own.commit({ files: CHANGED, parents: [first], by: alice });
  await refused(own, tip, "alice committed it to the main branch without a merge, and nobody else has signed it");
  await accepted(own, own.commit({ files: CHANGED, parents: [first], by: [alice, bob] }));
});

test("an unsigned merge, and one by somebody whom the policy does not name", async () => {
  const { own, first } = repository();
  const unsigned = mergeOf(own, first, CHANGED, { by: alice }, {});
  await refused(own, unsigned, `merge "${unsigned}", by which it came: it has no signature`);
  const strange = mergeOf(own, first, CHANGED, { by: alice }, { by: mallory });
  await refused(own, strange, `it is signed by "${mallory.fingerprint}", whom the policy does not name`);
});

test("an evil merge: it holds a change that neither side has", async () => {
  const { own, first } = repository();
  const side = own.commit({ files: { ...START, "stages/x.yaml": "x\n" }, parents: [first], by: alice });
  const evil = own.commit({
    files: { ...START, "stages/x.yaml": "x\n", "recipes/a/recipe.yaml": "evil\n" },
    parents: [first, side],
    by: bob,
  });
  await refused(
    own,
    evil,
    `Cannot accept commit "${evil}": it differs from the mechanical merge of its parents, and nobody but bob, who made it`,
    "it changes recipes/a/recipe.yaml",
    /2 of what the policy guards, 1 accepted, 1 not/,
  );
  // The same by leaving out what a side changed.
  const drops = own.commit({ files: START, parents: [first, side], by: bob });
  await refused(
    own,
    drops,
    `Cannot accept commit "${drops}": it differs from the mechanical merge`,
    "it changes stages/x.yaml",
  );
});

test("a merge of two sides that changed one file is compared with what git makes of them", async () => {
  const lines = (...words: readonly string[]): string => [...words, "3", "4", "5", "6", "7", "8"].join("\n");
  const base = lines("1", "2");
  const { own, first } = repository(withRecipe(base));
  const main = mergeOf(own, first, withRecipe(`${base}\nend`), { by: bob }, { by: alice });
  const side = own.commit({ files: withRecipe(base.replace("1", "one")), parents: [first], by: alice });
  const merged = `${base.replace("1", "one")}\nend`;
  await accepted(own, own.commit({ files: withRecipe(merged), parents: [main, side], by: bob }));
  const evil = own.commit({ files: withRecipe(merged.replace("5", "five")), parents: [main, side], by: bob });
  await refused(own, evil, "it differs from the mechanical merge of its parents");
});

test("a conflict that one person resolved counts once another has merged that", async () => {
  const { own, first } = repository();
  const main = mergeOf(own, first, withRecipe("ours\n"), { by: bob }, { by: alice });
  const side = own.commit({ files: withRecipe("theirs\n"), parents: [first], by: alice });
  const resolved = own.commit({ files: withRecipe("both\n"), parents: [side, main], by: alice });
  await accepted(own, own.commit({ files: withRecipe("both\n"), parents: [main, resolved], by: bob }));
  await refused(own, own.commit({ files: withRecipe("both\n"), parents: [main, resolved], by: alice }), "alice");
});

test("an octopus merge is compared as well", async () => {
  const { own, first } = repository();
  const add = (n: number): Files => ({ [`recipes/r${n}/recipe.yaml`]: `${n}\n` });
  const sides = [1, 2, 3].map((n) => own.commit({ files: { ...START, ...add(n) }, parents: [first], by: alice }));
  const all = { ...START, ...add(1), ...add(2), ...add(3) };
  await accepted(own, own.commit({ files: all, parents: [first, ...sides], by: bob }), /3 of .* 3 accepted/);
  const evil = own.commit({ files: { ...all, ...add(4) }, parents: [first, ...sides], by: bob });
  await refused(own, evil, "it differs from the mechanical merge of its parents", "recipes/r4/recipe.yaml");
});

test("a merge of a hundred parents is not made again: all of it is its maker's own", async () => {
  const { own, first } = repository();
  const sides = Array.from({ length: 100 }, (_, n) => {
    const files = { ...START, [`recipes/r${n}`]: "r\n" };
    return { files, id: own.commit({ files, parents: [first], by: alice }) };
  });
  const files = Object.assign({}, ...sides.map((side) => side.files)) as Files;
  const tip = own.commit({ files, parents: [first, ...sides.map(({ id }) => id)], by: bob });
  await refused(own, tip, "it differs from the mechanical merge of its parents, and nobody but bob, who made it");
});

test("a policy that is loosened and used in the same merge is judged by the old one", async () => {
  const { own, first } = repository();
  const loose = `${signers}signer mallory ${mallory.fingerprint}\ngroup people any mallory ${people.map(({ name }) => name).join(" ")}\npaths recipes/ stages/ need people signed\n`;
  const loosened = own.commit({ files: { ...START, "history-policy.txt": loose }, parents: [first], by: mallory });
  const used = own.commit({ files: { ...CHANGED, "history-policy.txt": loose }, parents: [loosened], by: mallory });
  const tip = own.commit({ files: { ...CHANGED, "history-policy.txt": loose }, parents: [first, used], by: mallory });
  await refused(
    own,
    tip,
    new RegExp(
      `commit "${loosened}": it is signed by "${mallory.fingerprint}", whom the policy does not name[^]*it changes history-policy.txt`,
    ),
    `commit "${used}": it is signed by "${mallory.fingerprint}", whom the policy does not name`,
  );
  // Nor by merging the wrong way around, so that the loosened policy lies on the line of first parents.
  const foxtrot = own.commit({
    files: { ...CHANGED, "history-policy.txt": loose },
    parents: [used, first],
    by: mallory,
  });
  await refused(own, foxtrot, `commit "${loosened}": it is signed by`);
  // A policy that two people changed judges from the next commit of the main branch on.
  const rightly = mergeOf(own, first, { ...START, "history-policy.txt": loose }, { by: alice }, { by: bob });
  const alone = own.commit({ files: { ...CHANGED, "history-policy.txt": loose }, parents: [rightly], by: mallory });
  await accepted(own, alone, /policy {3}changed by/);
});

test("more than two people: each by a merge into a branch that another merges", async () => {
  const names = people.map(({ name }) => name).join(" ");
  const policy = `${signers}group people 3 ${names}\npaths recipes/ need people reviewed\n`;
  const start = { ...START, "history-policy.txt": policy };
  const files = { ...start, "recipes/a/recipe.yaml": "b\n" };
  const { own, first } = repository(start);
  const change = own.commit({ files, parents: [first], by: alice });
  const inner = own.commit({ files, parents: [first, change], by: bob });
  const by = (who: Signer): string => own.commit({ files, parents: [first, inner], by: who });
  await accepted(own, by(carol), /1 of what the policy guards, 1 accepted/);
  await refused(own, by(bob), "alice and bob signed, and more are asked for", /group "people" has 2 of 3/);
});

test("the policy's own file takes those whom its changes line names", async () => {
  const keepers =
    `${signers}person Alice alice\nperson Bob bob\nperson Carol carol\ngroup rest any revoked expiring stolen\n` +
    "group people any Alice Bob Carol rest\ngroup keepers 2 Bob Carol\n" +
    "paths recipes/ need people reviewed\npolicy own 1\nchanges keepers\n";
  const next = keepers.replace("own 1", "own 2");
  const { own, first } = repository({ ...START, "history-policy.txt": keepers });
  const files = { ...START, "history-policy.txt": next };
  await accepted(own, mergeOf(own, first, files, { by: bob }, { by: carol }), /policy {3}changed by/);
  await refused(
    own,
    mergeOf(own, first, files, { by: alice }, { by: bob }),
    "it is signed by alice, whose word does not count",
  );
});

test("a policy that cannot be read any more goes on to judge, and one whose time is over accepts nothing", async () => {
  const { own, first } = repository();
  const broken = mergeOf(own, first, { ...START, "history-policy.txt": "x\n" }, { by: alice }, { by: bob });
  await refused(own, broken, "the policy cannot be read any more", /"x" is not a keyword/);
  await refused(own, own.commit({ files: START, parents: [broken] }), "it has no signature");
  const { "history-policy.txt": _, ...rest } = START;
  const link = mergeOf(own, first, { ...rest, "history-policy.txt>": "README" }, { by: alice }, { by: bob });
  await refused(own, link, "the policy cannot be read any more", "it is no file");
  own.branch("main", own.commit({ files: START, parents: [link] }));
  expect((await check(own, "main~1..main")).said).toContain("it is no file");
  const idle = repository({
    ...START,
    "history-policy.txt": `${signers}group all all ${people.map(({ name }) => name).join(" ")}\nquorum all\n`,
  });
  await refused(idle.own, idle.first, "no tree of it keeps a policy", "it has no paths line");
  const ended = repository({ ...START, "history-policy.txt": `${POLICY}expires 2025-01-01\n` });
  await refused(ended.own, ended.first, "the time of its policy is over", "not accepted: the time of the policy");
  expect((await check(ended.own, "--at", "2024-12-31")).code).toBe(0);
});

test("as of a time, later signatures do not count", async () => {
  const { own, first } = repository();
  own.branch("main", mergeOf(own, first, CHANGED, { by: alice }, { by: bob, at: new Date("2024-08-01") }));
  expect((await check(own, "--at", "2024-08-02")).code).toBe(0);
  const before = await check(own, "--at", "2024-07-01");
  expect(before.code).toBe(1);
  expect(before.said).toContain("it gives a time that has not come");
});

test("scripts get all of it", async () => {
  const { own, first } = repository();
  const tip = own.commit({ files: CHANGED, parents: [first], by: alice });
  own.branch("main", tip);
  const { code, said } = await check(own, "--json");
  expect(code).toBe(1);
  expect(JSON.parse(said)).toMatchObject({
    tip: { id: tip },
    guarded: 1,
    accepted: 0,
    findings: [{ code: "history-unreviewed", commit: { id: tip }, main: tip, paths: ["recipes/a/recipe.yaml"] }],
    failures: [{ code: "history-unreviewed" }],
  });
});

test("a policy that is taken away goes on to judge", async () => {
  const { own, first } = repository();
  const { "history-policy.txt": _, ...rest } = CHANGED;
  const gone = mergeOf(own, first, rest, { by: alice }, { by: bob });
  await refused(own, gone, "the policy was taken away");
  await refused(own, own.commit({ files: START, parents: [gone], by: mallory }), "whom the policy does not name");
});

test("a signature by a key that was revoked as compromised", async () => {
  const { own, first } = repository();
  const tip = mergeOf(own, first, CHANGED, { by: revoked }, { by: bob });
  await refused(own, tip, /its signature by revoked does not count: .*revoked/);
});

test("a key that expired since is good, and that is said; after its end it is not", async () => {
  const { own, first } = repository();
  await accepted(own, mergeOf(own, first, CHANGED, { by: expiring }, { by: bob }), /note {5}[0-9a-f]{40}: .*expired/);
  const late = mergeOf(
    own,
    first,
    CHANGED,
    { by: expiring, at: new Date("2025-06-01") },
    { by: bob, at: new Date("2025-06-02") },
  );
  await refused(own, late, /its signature by expiring does not count: .*expired/);
});

test("a back-dated commit: by a stolen key, and older than what it builds on", async () => {
  const { own, first } = repository();
  const honest = mergeOf(
    own,
    first,
    CHANGED,
    { by: stolen, at: new Date("2024-05-01") },
    { by: bob, at: new Date("2024-05-02") },
  );
  await accepted(own, honest);
  const files = { ...CHANGED, "stages/x.yaml": "x\n" };
  const at = new Date("2024-05-20");
  const dated = mergeOf(own, honest, files, { by: stolen, at }, { by: bob, at: new Date("2025-01-01") });
  await refused(own, dated, /its signature by stolen does not count: .*a thief can date back/);
  const late = mergeOf(
    own,
    honest,
    files,
    { by: alice, at: new Date("2025-02-01") },
    { by: bob, at: new Date("2025-02-02") },
  );
  const more = { ...files, "stages/y.yaml": "y\n" };
  const back = mergeOf(
    own,
    late,
    more,
    { by: expiring, at: new Date("2024-12-01") },
    { by: bob, at: new Date("2025-03-01") },
  );
  await refused(
    own,
    back,
    `it was dated back: it says that it was made at 2024-12-01, and builds on commit "${late}", which bob made at 2025-02-02`,
  );
});

test("who signs a commit together with a stolen key does not date that; who builds on it does", async () => {
  const { own, first } = repository();
  const both = own.commit({ files: CHANGED, parents: [first], by: [alice, stolen] });
  await refused(own, both, "alice committed it to the main branch without a merge, and nobody else has signed it");
  await accepted(own, own.commit({ files: CHANGED, parents: [both], by: bob }), /1 of .* 1 accepted/);
});

test("neither a replacement nor a graft hides a commit", async () => {
  const { own, first } = repository();
  const bad = own.commit({ files: CHANGED, parents: [first] });
  const tip = own.commit({ files: { ...CHANGED, README: "x\n" }, parents: [bad], by: alice });
  const clean = own.commit({ files: { ...CHANGED, README: "x\n" }, parents: [first], by: alice });
  own.put(`refs/replace/${tip}`, `${clean}\n`);
  own.put("info/grafts", `${tip} ${first}\n`);
  await refused(own, tip, `Cannot accept commit "${bad}": it has no signature`);
  // Nor a list of a shallow clone whose commits are all here.
  own.put("shallow", `${tip}\n`);
  await refused(own, tip, `Cannot accept commit "${bad}": it has no signature`);
});

test("an object that is kept under another's name is no commit", async () => {
  const { own, first } = repository();
  const name = "0123456789abcdef0123456789abcdef01234567";
  const content = Buffer.from(
    `tree ${own.tree(CHANGED)}\nparent ${first}\nauthor a <a> 1 +0000\ncommitter a <a> 1 +0000\n\nx\n`,
  );
  own.putObject(name, Buffer.concat([Buffer.from(`commit ${content.length}\0`), content]));
  own.branch("main", own.commit({ files: CHANGED, parents: [name], by: bob }));
  const ran = await check(own);
  expect(ran.code, ran.said).toBe(1);
  expect(ran.said).toMatch(
    /Cannot read commit 0123456789abcdef0123456789abcdef01234567: what is kept|git cat-file stopped/,
  );
});

test("names and messages act on no terminal", async () => {
  const { own, first } = repository();
  const tip = own.commit({
    files: CHANGED,
    parents: [first],
    subject: "\u001b[2J\u202egone\u0007",
    committer: "al\u001b]0;owned\u0007ice\u202e",
  });
  const { said } = await refused(own, tip, "it has no signature");
  expect(said).not.toMatch(/[\u001b\u0007\u202e]/);
  expect(said).toContain("^[");
});

test("a signature that was copied from another commit", async () => {
  const { own, first } = repository();
  const good = own.commit({ files: { ...START, README: "x\n" }, parents: [first], by: alice });
  const bytes = spawnSync("git", ["-C", own.folder, "cat-file", "commit", good]).stdout.toString();
  const copied = /gpgsig ([^]*?-----END PGP SIGNATURE-----)/.exec(bytes)![1]!.replaceAll("\n ", "\n");
  const bad = own.commit({ files: CHANGED, parents: [good], signature: copied });
  await refused(
    own,
    own.commit({ files: CHANGED, parents: [good, bad], by: bob }),
    `its signature was copied from commit "${good}"`,
  );
});

test("an SSH signature of a file, and not of git's kind, counts for nothing", async () => {
  const filer = sshSigner("filer", "file");
  writeFileSync(join(keys, "filer"), filer.key);
  const policy = POLICY.replace("group people any", `signer filer ${filer.fingerprint}\ngroup people any filer`);
  const { own, first } = repository({ ...START, "history-policy.txt": policy });
  const files = { ...CHANGED, "history-policy.txt": policy };
  await refused(
    own,
    mergeOf(own, first, files, { by: filer }, { by: bob }),
    'it was made for the namespace "file", not for "git"',
  );
});

test("a submodule or a link in place of what is guarded", async () => {
  const { own, first } = repository();
  const { "recipes/a/recipe.yaml": _, ...rest } = START;
  const submodule = mergeOf(own, first, { ...rest, "recipes/a@": first }, { by: alice }, { by: bob });
  await refused(own, submodule, "it puts a submodule there", "it changes recipes/a");
  const link = own.commit({ files: { ...rest, "recipes>": "elsewhere" }, parents: [first] });
  await refused(own, link, "it has no signature", /it changes .*recipes\b/);
});

test("a range begins after a commit of the main branch, and is refused for another", async () => {
  const { own, first } = repository();
  const bad = own.commit({ files: CHANGED, parents: [first] });
  const good = mergeOf(own, bad, { ...CHANGED, "stages/x.yaml": "x\n" }, { by: alice }, { by: bob });
  own.branch("main", good);
  own.branch("old", bad);
  expect((await check(own)).code).toBe(1);
  const after = await check(own, "old..main");
  expect(after.code, after.said).toBe(0);
  const aside = own.commit({ files: CHANGED, parents: [first], by: bob, subject: "aside" });
  own.branch("aside", aside);
  const ran = await check(own, "aside..main");
  expect(ran.code).toBe(1);
  expect(ran.said).toContain("first parents do not lead to it");
  expect((await check(own, "nowhere..main")).said).toContain('"nowhere" names no commit');
  expect((await check(own, "main~1..main")).code).toBe(0);
  expect(await check(own, "main..main")).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^history {2}0 commits/),
  });
});

test("what a shallow clone lacks is said, and not passed over", async () => {
  const { own, first } = repository();
  const second = mergeOf(own, first, CHANGED, { by: alice }, { by: bob });
  const third = mergeOf(own, second, { ...CHANGED, "stages/x.yaml": "x\n" }, { by: alice }, { by: bob });
  own.branch("main", third);
  const folder = join(root, "shallow");
  const cloned = spawnSync("git", ["clone", "-q", "--depth", "2", `file://${own.folder}`, folder], {
    encoding: "utf8",
  });
  expect(cloned.stderr).toBe("");
  const all = await check({ folder });
  expect(all.code, all.said).toBe(1);
  expect(all.said).toContain(`Cannot check the whole history: what came before ${second} is not here`);
  const rest = await check({ folder }, "HEAD~1..HEAD");
  expect(rest.code, rest.said).toBe(0);
});

test("a policy on this disk judges all, the first commit too", async () => {
  const { own, first } = repository();
  own.branch("main", first);
  const path = join(root, "own-policy.txt");
  writeFileSync(path, POLICY);
  const ran = await check(own, "--policy", path);
  expect(ran.code).toBe(1);
  expect(ran.said).toContain("alice committed it to the main branch without a merge");
  const { "history-policy.txt": _, ...rest } = START;
  const none = repository(rest);
  none.own.branch("main", none.first);
  expect((await check(none.own)).said).toContain("no tree of it keeps a policy");
});

test("a repository of SHA-256", async () => {
  const own = new MadeRepository(join(root, "sha256"), "sha256");
  const first = own.commit({ files: START, by: alice });
  const good = mergeOf(own, first, CHANGED, { by: alice }, { by: carol });
  await accepted(own, good, /1 of what the policy guards, 1 accepted/);
  await refused(own, own.commit({ files: START, parents: [good] }), "it has no signature");
});

test("commits that git and other programs signed, beside what git says of them", async () => {
  const folder = join(root, "by-git");
  const git = (...words: readonly string[]): string => {
    const ran = spawnSync("git", ["-C", folder, ...words], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"], HOME: root, GIT_CONFIG_NOSYSTEM: "1" },
    });
    expect(ran.status, ran.stderr).toBe(0);
    return ran.stdout.trim();
  };
  mkdirSync(folder);
  git("init", "-q", "-b", "main");
  const own = (name: string): Signer["fingerprint"] => {
    const path = join(root, name);
    spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path]);
    const { stdout } = spawnSync("ssh-keygen", ["-l", "-f", path], { encoding: "utf8" });
    spawnSync("cp", [`${path}.pub`, join(keys, `${name}.pub`)]);
    return stdout.split(" ")[1]!;
  };
  const [dora, emil] = [own("dora"), own("emil")];
  const as = (name: string): readonly string[] => [
    ...["-c", `user.name=${name}`, "-c", "user.email=a@b", "-c", "gpg.format=ssh"],
    ...["-c", `user.signingkey=${join(root, name)}`],
  ];
  writeFileSync(
    join(folder, "history-policy.txt"),
    `signer dora ${dora}\nsigner emil ${emil}\ngroup g any dora emil\npaths * need g reviewed\n`,
  );
  git("add", ".");
  git(...as("dora"), "commit", "-q", "-S", "-m", "begin");
  git("checkout", "-q", "-b", "topic");
  writeFileSync(join(folder, "file"), "content\n");
  git("add", ".");
  git(...as("dora"), "-c", "i18n.commitEncoding=ISO-8859-1", "commit", "-q", "-S", "-m", "über");
  git("checkout", "-q", "main");
  git(...as("emil"), "merge", "-q", "--no-ff", "-S", "-m", "merge", "topic");
  const ran = await check({ folder });
  expect(ran.code, ran.said).toBe(0);
  expect(ran.said).toContain("1 of what the policy guards, 1 accepted");
  git(...as("dora"), "commit", "-q", "--amend", "--no-gpg-sign", "-m", "amended");
  expect((await check({ folder })).code).toBe(1);
});
