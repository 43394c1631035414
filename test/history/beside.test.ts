// What counts for nobody in a history is said: signatures of X.509, as git makes them by gpgsm or as other programs write
// them, those in the other kind's header, and tags that were merged.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fromseedIn } from "../cli/in-process.ts";
import { MadeRepository, openpgpSigner, sshSigner, type CommitMaking, type Signer } from "./made-repository.ts";

const root = mkdtempSync(join(tmpdir(), "fromseed-beside-"));
afterAll(() => rmSync(root, { recursive: true }));
const keys = join(root, "keys");
const [alice, bob, carol] = [openpgpSigner("alice"), openpgpSigner("bob"), sshSigner("carol")];
const stranger = openpgpSigner("stranger");
beforeAll(() => {
  mkdirSync(keys);
  for (const { name, key } of [alice, bob, carol]) writeFileSync(join(keys, name), key);
});

const POLICY = [
  ...[alice, bob, carol].map(({ name, fingerprint }) => `signer ${name} ${fingerprint}`),
  "group g any alice bob carol\npaths recipes/ need g reviewed\n",
].join("\n");
const START = { "history-policy.txt": POLICY };
const CHANGED = { ...START, "recipes/a": "a\n" };
const X509 = "-----BEGIN SIGNED MESSAGE-----\nMIIC\n-----END SIGNED MESSAGE-----\n";

let made = 0;
/** A change on a side and a merge of it. */
async function checked(change: CommitMaking, merge: CommitMaking | ((side: string) => CommitMaking)) {
  const own = new MadeRepository(join(root, `r${made++}`));
  const first = own.commit({ files: START, by: alice });
  const side = own.commit({ files: CHANGED, parents: [first], by: alice, ...change });
  const more = typeof merge === "function" ? merge(side) : merge;
  own.branch("main", own.commit({ files: CHANGED, parents: [first, side], by: bob, ...more }));
  return fromseedIn(own.folder, join(root, "home"))("history", "--keys", keys);
}

test.each([
  ["gpgsm's", X509],
  ["openssl's PKCS #7", X509.replaceAll("SIGNED MESSAGE", "PKCS7")],
  ["openssl's CMS", X509.replaceAll("SIGNED MESSAGE", "CMS")],
])("a change with %s signature alone is unsigned, and the cause and a note say why", async (_, signature) => {
  const { code, said } = await checked({ signature }, {});
  expect(code).toBe(1);
  expect(said).toMatch(/Cannot accept commit "[0-9a-f]+": its signature is one of X.509, which is not read here/);
  expect(said).toContain("note     there is a signature of X.509, which is not read here (1 commit)");
});

test("a merge with one of X.509 reviews nothing", async () => {
  const { code, said } = await checked({}, { signature: X509 });
  expect(code).toBe(1);
  expect(said).toMatch(/merge "[0-9a-f]+", by which it came: its signature is one of X.509/);
});

test("one of X.509 beside a good one: accepted by that, and told", async () => {
  const both = async (order: (own: string) => string) => {
    const by: Signer = { ...alice, sign: (content, at) => order(alice.sign(content, at)) };
    return checked({ by }, {});
  };
  for (const order of [(own: string) => own + X509, (own: string) => X509 + own]) {
    const { code, said } = await both(order);
    expect(code, said).toBe(0);
    expect(said).toContain("note     there is a signature of X.509, which is not read here (1 commit)");
  }
});

test("one in the header of the other kind of digest", async () => {
  const headers = `gpgsig-sha256 ${X509.trimEnd().replaceAll("\n", "\n ")}\n`;
  const { code, said } = await checked({ headers }, {});
  // It is no part of what is signed, of either of the two.
  expect(said).toContain("note     there is a signature for a repository with other digests, which counts for nobody");
  expect(code).toBe(1);
});

/** The header that a merge of a signed tag has. */
function mergeTag(object: string, by?: Signer, signature = ""): string {
  const tag = `object ${object}\ntype commit\ntag v1\ntagger A <a@example.org> 1704067200 +0000\n\nthe tag\n`;
  const whole = tag + (by?.sign(Buffer.from(tag), new Date("2024-01-02")) ?? signature);
  return `mergetag ${whole.trimEnd().replaceAll("\n", "\n ")}\n`;
}

test.each<[string, (side: string) => string, string]>([
  [
    "signed by one of the policy",
    (side) => mergeTag(side, carol),
    `a merged tag is signed by ${carol.fingerprint}, which counts for nobody: it is no signature of a commit`,
  ],
  ["signed by a stranger", (side) => mergeTag(side, stranger), "has a signature that is not good (unknown-key)"],
  [
    "with another's signature",
    (side) => mergeTag(side, undefined, bob.sign(Buffer.from("x"), new Date("2024-01-02"))),
    "not good (bad)",
  ],
  ["with one of X.509", (side) => mergeTag(side, undefined, X509), "a merged tag has a signature of X.509"],
  ["without a signature", (side) => mergeTag(side), "a merged tag has no signature"],
  ["of another commit", () => mergeTag("1".repeat(40), carol), "a merged tag is of none of the merge's parents"],
])("a merged tag %s is told, and reviews nothing", async (_, headers, says) => {
  const good = await checked({}, (side) => ({ headers: headers(side) }));
  expect(good.code, good.said).toBe(0);
  expect(good.said).toContain(says);
  // Alice's merge of her own change is hers, whoever signed the tag.
  const alone = await checked({}, (side) => ({ headers: headers(side), by: alice }));
  expect(alone.code).toBe(1);
  expect(alone.said).toContain("alice wrote it and merged it, and nobody else has signed it");
  expect(alone.said).toContain(says);
});
