// fromseed trust and verify --from, from keys in files to the sentence: what is remembered between two questions, what
// a script gets, and what a signer's line says.

import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { removeTree } from "../../src/store/remove-tree.ts";
import { detached } from "../openpgp/packet-writer.ts";
import { day, MadeKey } from "../web/made-web.ts";
import { fromseedIn } from "./in-process.ts";

let root: string;
let run: ReturnType<typeof fromseedIn>;
const [me, ann, ben, cid, dan] = ["me", "ann", "ben", "cid", "dan"].map((name) => new MadeKey(name)) as [
  MadeKey,
  MadeKey,
  MadeKey,
  MadeKey,
  MadeKey,
];
const file = (name: string): string => join(root, name);

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "fromseed-trust-"));
  run = fromseedIn(root, join(root, "home"));
  for (const between of [ann, ben, cid]) {
    me.certify(between);
    between.certify(dan, { created: day("2019-05-03") });
  }
  writeFileSync(file("keys.pgp"), Buffer.concat([me, ann, ben, cid, dan].map(({ certificate }) => certificate)));
  writeFileSync(
    file("policy.txt"),
    `signer dan ${dan.fingerprint}\nsigner ann ${ann.fingerprint}\ngroup all all dan ann\nquorum all\n`,
  );
  writeFileSync(file("content"), "what dan signed");
  writeFileSync(
    file("content.sig"),
    detached(dan.pair, Buffer.from("what dan signed"), { created: day("2020-01-01") }),
  );
});
afterAll(() => removeTree(root));

test("a path's lines: each certification with its date, and how many there are", async () => {
  const { code, said } = await run("trust", "path", "me@example.org", dan.fingerprint, "--keys", file("keys.pgp"));
  expect(code).toBe(0);
  const lines = said.split("\n");
  expect(lines.filter((line) => line === `  2019-05-03  ${dan.fingerprint}  ${dan.name}`).length).toBe(3);
  expect(said).toContain("3 disjoint paths of at most 4 hops: they share no key between their ends");
});

test("the sentence over all signers of a policy, and a number that scripts can ask for", async () => {
  const asked = [
    "trust",
    "list",
    "--policy",
    file("policy.txt"),
    "--from",
    "me@example.org",
    "--keys",
    file("keys.pgp"),
  ];
  const { code, said } = await run(...(asked as [string, ...string[]]));
  expect(code).toBe(0);
  expect(said).toContain(
    "1 of your 2 signers is reached by 3 or more disjoint paths from your own key; ann by 1, your own certification\n",
  );
  const least = await run(...(asked as [string, ...string[]]), "--least", "3", "--json");
  expect(least.code).not.toBe(0);
  expect(JSON.parse(least.said)).toMatchObject({ failures: [{ code: "paths-missing" }] });
});

test("what was read is remembered for the same bytes, and other bytes are read again", async () => {
  const words = ["trust", "path", "me@example.org", "dan@example.org", "--keys"] as const;
  const first = await run(...words, file("keys.pgp"));
  const names = readdirSync(join(root, "home/webs"));
  expect(await run(...words, file("keys.pgp"))).toEqual(first);
  expect(readdirSync(join(root, "home/webs"))).toEqual(names);
  cid.revoke(day("2024-03-01"), 2);
  writeFileSync(file("other.pgp"), Buffer.concat([me, ann, ben, cid, dan].map(({ certificate }) => certificate)));
  expect((await run(...words, file("other.pgp"))).said).toContain("2 disjoint paths");
  // A text that is no longer what was put counts for nothing.
  for (const name of readdirSync(join(root, "home/webs")))
    writeFileSync(join(root, "home/webs", name), "fromseed-web 1\n");
  expect(await run(...words, file("keys.pgp"))).toEqual(first);
});

test("the keys that the home keeps are the ones that are meant without --keys", async () => {
  expect((await run("trust", "path", "me@example.org", "dan@example.org")).said).toContain("this home has none");
  await run("keys", "import", file("keys.pgp"));
  expect((await run("trust", "path", "me@example.org", "dan@example.org")).said).toContain("3 disjoint paths");
});

test("verify --from tells beside each signer how it is reached", async () => {
  const words = [
    "verify",
    "--file",
    file("content"),
    "--signatures",
    file("content.sig"),
    "--keys",
    file("keys.pgp"),
  ] as const;
  expect((await run(...words)).said).not.toContain("disjoint");
  const { code, said } = await run(...words, "--from", "me@example.org");
  expect(code).toBe(0);
  expect(said).toContain(`${dan.fingerprint}  3 disjoint paths of at most 4 hops`);
  const json = JSON.parse((await run(...words, "--from", me.fingerprint, "--json")).said) as {
    signatures: { verdicts: { reached: object }[] }[];
  };
  expect(json.signatures[0]!.verdicts[0]!.reached).toMatchObject({ disjoint: 3, most: 3, direct: false });
  expect((await run("verify", "--from", "me@example.org")).said).toContain("--from needs --keys");
});

test.each([
  [["trust"], "it must be trust path FROM TO, or trust list"],
  [["trust", "path", "a"], "it must be trust path FROM TO, or trust list"],
  [["trust", "list"], "trust list needs --policy and --from"],
  [["trust", "path", "me@example.org", "me@example.org"], "both keys are the same one"],
  [["trust", "path", "me@example.org", "eve@example.org"], "no certificate that was given has that address"],
  [["trust", "path", "me@example.org", "dan@example.org", "--before", "then"], "--before takes a time"],
  [["trust", "path", "me@example.org", "dan@example.org", "--max-hops", "0"], "--max-hops takes a whole number"],
])("%j: %s", async (words, says) => {
  const { code, said } = await run(...(words as [string, ...string[]]), "--keys", file("keys.pgp"));
  expect(code).not.toBe(0);
  expect(said).toContain(says);
});
