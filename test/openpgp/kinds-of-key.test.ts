// Every kind of key that can sign: good, and bad only when the mathematics said no. gpgv and sqv judge the same files,
// as far as they know the kind.

import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { CONTENT, keyringOf, others, verdictOf, year } from "./judges.ts";
import {
  detached,
  direct,
  FLAGS,
  hashedKey,
  makePair,
  packet,
  publicKey,
  signatureBody,
  simple,
  type Kind,
} from "./packet-writer.ts";

const BOTH = FLAGS.certify | FLAGS.sign;
const T = year(2021);

const KINDS: readonly (readonly [kind: Kind, version: 4 | 6, gpgvKnows: boolean, sqvKnows: boolean])[] = [
  ["rsa2048", 4, true, true],
  ["ed25519-legacy", 4, true, true],
  ["P-256", 4, true, true],
  ["P-384", 4, true, true],
  ["P-521", 4, true, true],
  ["brainpoolP256r1", 4, true, false],
  ["brainpoolP384r1", 4, true, false],
  ["brainpoolP512r1", 4, true, false],
  ["secp256k1", 4, true, false],
  ["ed25519", 4, false, false],
  ["ed448", 4, false, false],
  ["rsa2048", 6, false, false],
  ["ed25519", 6, false, false],
  ["ed448", 6, false, false],
];

test.each(KINDS)("%s of version %i", (kind, version, gpgvKnows, sqvKnows) => {
  const pair = makePair(kind, year(2020), version);
  const certificate =
    version === 4
      ? simple(pair, { created: year(2020), flags: BOTH })
      : Buffer.concat([publicKey(pair), direct(pair, { created: year(2020), flags: BOTH })]);
  const keys = keyringOf(certificate);
  const body = signatureBody(pair, { type: 0, created: T, data: [CONTENT] });
  const signature = packet(2, body);
  expect(verdictOf(keys, signature)).toMatchObject({ status: "good", fingerprint: pair.fingerprint, notes: [] });
  expect(verdictOf(keys, signature, { content: CONTENT.subarray(1) })).toMatchObject({ status: "bad" });
  for (const from of [1, 2, 9]) {
    const changed = Buffer.from(body);
    changed[changed.length - from]! ^= 4;
    expect(verdictOf(keys, packet(2, changed)).status).toBe("bad");
  }
  const judged = others(certificate, signature);
  if (gpgvKnows && judged.gpgv !== null) expect(judged.gpgv, "gpgv").toBe(true);
  if (sqvKnows && judged.sqv !== null) expect(judged.sqv, "sqv").toBe(true);
});

test("DSA is verified, and too weak; what it did not sign is bad", () => {
  const pair = makePair("dsa2048", year(2020));
  const keys = keyringOf(simple(pair, { created: year(2020), flags: BOTH }));
  const signature = detached(pair, CONTENT, { created: T });
  expect(verdictOf(keys, signature)).toMatchObject({
    status: "unfit-key",
    says: "its key may not sign: DSA keys are too weak",
  });
  expect(verdictOf(keys, signature, { content: CONTENT.subarray(1) }).status).toBe("bad");
});

test.each([
  [1, "weak-hash"],
  [2, "weak-hash"],
  [3, "weak-hash"],
  [8, "good"],
  [9, "good"],
  [10, "good"],
  [11, "good"],
  [12, "good"],
  [14, "good"],
])("digest %i is %s", (hash, status) => {
  const pair = makePair("rsa2048", year(2020));
  const keys = keyringOf(simple(pair, { created: year(2020), flags: BOTH }));
  expect(verdictOf(keys, detached(pair, CONTENT, { created: T, hash })).status).toBe(status);
});

test("what is not known here is unsupported, never bad: an algorithm, a digest, a curve, a version", () => {
  const pair = makePair("secp256k1", year(2020));
  const keys = keyringOf(simple(pair, { created: year(2020), flags: BOTH }));
  const body = signatureBody(pair, { type: 0, created: T, data: [CONTENT] });
  const changed = (at: number, value: number): Buffer => {
    const copy = Buffer.from(body);
    copy[at] = value;
    return packet(2, copy);
  };
  expect(verdictOf(keys, changed(2, 99))).toMatchObject({ status: "unsupported" });
  expect(verdictOf(keys, changed(3, 99))).toMatchObject({ status: "unsupported" });
  expect(verdictOf(keys, changed(0, 5))).toMatchObject({
    status: "unsupported",
    says: "it is of version 5, which is not known here",
  });
  // A key on a curve that nobody knows, with a fingerprint of its own.
  const oid = Buffer.from(pair.body);
  oid[11]! ^= 1;
  const strange = { ...pair, body: oid, ...named(oid) };
  const verdict = verdictOf(keyringOf(publicKey(strange)), detached(strange, CONTENT, { created: T }));
  expect(verdict).toMatchObject({
    status: "unsupported",
    says: expect.stringContaining("a curve that is not known here"),
  });
});

function named(body: Buffer): { readonly fingerprint: string; readonly id: string } {
  const fingerprint = createHash("sha1")
    .update(hashedKey({ version: 4, body }))
    .digest("hex");
  return { fingerprint, id: fingerprint.slice(-16) };
}
