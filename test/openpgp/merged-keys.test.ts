// Copies of a certificate are merged into the same bytes whatever came in which order and in which parts, and no
// revocation is ever lost.

import fc from "fast-check";
import { expect, test } from "vitest";
import { writeArmor } from "../../src/openpgp/armor.ts";
import { OpenpgpKeyring } from "../../src/openpgp/keyring.ts";
import { KeyMerger } from "../../src/openpgp/merged-keys.ts";
import { readPackets } from "../../src/openpgp/packets.ts";
import { revocationsOf } from "../../src/openpgp/revocation.ts";
import { sifted } from "../../src/openpgp/sifted.ts";
import { tries } from "../extent.ts";
import { scratchDirectory } from "../scratch.ts";
import { has } from "./judges.ts";
import { spawnSync } from "node:child_process";
import {
  certification,
  direct,
  FLAGS,
  hashedKey,
  hashedUser,
  makePair,
  packet,
  part,
  publicKey,
  signature,
  subkey,
  userId,
} from "./packet-writer.ts";

const made = Date.UTC(2020, 0, 1) / 1000;
const owner = makePair("ed25519-legacy", made);
const other = makePair("ed25519-legacy", made);
const own = makePair("ed25519-legacy", made);
const flags = FLAGS.certify | FLAGS.sign;

const byOther = (name: string): Buffer =>
  signature(other, { type: 0x10, created: made + 10, data: hashedUser(owner, name) });
const [A, B] = ["A <a@example.org>", "B <b@example.org>"];
const revocation = signature(owner, {
  type: 0x20,
  created: made + 99,
  parts: [part(29, Buffer.from([2]))],
  data: [hashedKey(owner)],
});

/** A part of a certificate with the signatures about it. */
interface Piece {
  readonly head: Buffer;
  readonly signatures: readonly Buffer[];
}

const bound = subkey(owner, own, { created: made, flags: FLAGS.sign });
const ownPacket = packet(14, own.body);
const PIECES: readonly Piece[] = [
  { head: Buffer.alloc(0), signatures: [revocation, direct(owner, { created: made + 1, flags })] },
  { head: userId(A), signatures: [certification(owner, A, { created: made, flags }), byOther(A)] },
  {
    head: userId(B),
    signatures: [
      certification(owner, B, { created: made, flags }),
      certification(owner, B, { created: made + 5, flags }),
      byOther(B),
    ],
  },
  { head: ownPacket, signatures: [bound.subarray(ownPacket.length)] },
  { head: packet(17, Buffer.from([2, 1, 7])), signatures: [] },
];

const ALL = PIECES.flatMap(({ signatures }, piece) => [...signatures, undefined].map((body) => ({ piece, body })));

function merged(...files: readonly Buffer[]): Buffer {
  const merger = new KeyMerger();
  for (const file of files) expect(merger.add(file)).toBe(undefined);
  const { certificates, alone } = merger.finish();
  expect(alone).toEqual([]);
  return certificates.get(owner.fingerprint)!;
}

const copy = (parts: readonly (typeof ALL)[number][]): Buffer =>
  Buffer.concat([
    publicKey(owner),
    // About the key itself first: elsewhere a direct signature would be found too, but not one of another type.
    ...parts.map(({ piece, body }) => Buffer.concat([PIECES[piece]!.head, body ?? Buffer.alloc(0)])),
  ]);

const whole = merged(copy(ALL));

test("any order and any split of the parts, any number of times, armored or not", () => {
  const splits = fc.array(fc.record({ part: fc.shuffledSubarray(ALL), armored: fc.boolean() }), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(splits, fc.shuffledSubarray(ALL, { minLength: ALL.length }), fc.nat(6), (copies, all, at) => {
      const files = copies.map(({ part: some, armored }) =>
        armored ? Buffer.from(writeArmor("PGP PUBLIC KEY BLOCK", copy(some))) : copy(some),
      );
      // Together they have everything: what is missing comes in one more copy.
      files.splice(at, 0, copy(all));
      expect(merged(...files)).toEqual(whole);
    }),
    tries(1000),
  );
});

test("merging what was merged changes nothing, and a copy without the revocation takes none away", () => {
  expect(merged(whole, whole)).toEqual(whole);
  const without = copy(ALL.filter(({ body }) => body !== revocation));
  expect(merged(whole, without)).toEqual(whole);
  expect(merged(without, whole)).toEqual(whole);
  expect(merged(without)).not.toEqual(whole);
});

test("a revocation that comes alone finds its key, before or after it, or waits", () => {
  const without = copy(ALL.filter(({ body }) => body !== revocation));
  for (const files of [
    [without, revocation],
    [revocation, without],
  ])
    expect(merged(...files)).toEqual(whole);
  const merger = new KeyMerger();
  merger.add(revocation);
  merger.add(publicKey(other));
  const { alone, certificates } = merger.finish();
  expect(alone.length).toBe(1);
  const framed = Buffer.concat([Buffer.from([0xc0 | 6, other.body.length]), other.body]);
  expect(certificates.get(other.fingerprint)).toEqual(framed);
});

test("what cannot be read of a file is told, and what can be is taken", () => {
  const merger = new KeyMerger();
  expect(merger.add(Buffer.from("<html>not found</html>"))).toBe("it holds no OpenPGP key");
  expect(merger.add(Buffer.concat([publicKey(owner), Buffer.from([0xc2, 50, 1])]))).toContain("damaged");
  expect(merger.add(packet(6, Buffer.from([3, 0, 0])))).toContain("of a version");
  expect([...merger.finish().certificates.keys()]).toEqual([owner.fingerprint]);
});

test("a server's copy: junk by nobody known goes, what the owner and known keys signed stays", () => {
  const stranger = makePair("ed25519-legacy", made);
  const data = hashedUser(owner, A);
  const junk = signature(stranger, { type: 0x10, created: made, data });
  const forged = signature(stranger, {
    type: 0x13,
    created: made + 7,
    data,
    noFingerprint: true,
    loose: [part(16, owner.id)],
  });
  const given = new OpenpgpKeyring();
  const segment = Buffer.concat([
    publicKey(owner),
    revocation,
    userId(A),
    certification(owner, A, { created: made, flags }),
    byOther(A),
  ]);
  given.add(readPackets(Buffer.concat([segment, junk, forged])).packets);
  const known = new OpenpgpKeyring();
  known.add(readPackets(publicKey(other)).packets);
  known.finish();
  const kept = sifted(given.certificates.get(owner.fingerprint)!, known)!;
  expect(merged(kept)).toEqual(merged(segment));
  const nobodys = new OpenpgpKeyring();
  nobodys.add(readPackets(Buffer.concat([publicKey(owner), userId(A), junk])).packets);
  expect(sifted(nobodys.certificates.get(owner.fingerprint)!, known)).toBe(undefined);
});

test("the revocation is there in the merged bytes", () => {
  const keyring = new OpenpgpKeyring();
  keyring.add(readPackets(whole).packets);
  keyring.finish();
  expect(revocationsOf(keyring.certificates.get(owner.fingerprint)!, keyring).found.length).toBe(1);
});

// gpg 2.2 reads no block without a checksum whose length three divides.
test.runIf(has("gpg")).each([0, 1, 2])("gpg reads a merged certificate of 3n + %d bytes", (rest) => {
  const longer = Array.from({ length: 12 }, (_, i) => {
    const name = "C".repeat(i + 1);
    return merged(
      whole,
      Buffer.concat([publicKey(owner), userId(name), certification(owner, name, { created: made, flags })]),
    );
  });
  const bytes = longer.find(({ length }) => length % 3 === rest)!;
  const text = writeArmor("PGP PUBLIC KEY BLOCK", bytes);
  const home = scratchDirectory();
  const gpg = (...words: readonly string[]) =>
    spawnSync("gpg", ["--batch", ...words], {
      input: words[0] === "--enarmor" ? bytes : text,
      encoding: "utf8",
      env: { PATH: process.env["PATH"], GNUPGHOME: home, LC_ALL: "C" },
    });
  const { stdout, stderr } = gpg("--show-keys", "--with-colons");
  expect(stdout, stderr).toContain(owner.fingerprint.toUpperCase());
  expect(stdout).toMatch(/^pub:r:/m);
  expect(text.split("\n").at(-3)).toBe(gpg("--enarmor").stdout.split("\n").at(-3));
});
