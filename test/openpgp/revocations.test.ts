// Revocations, wherever they stand and whoever made them: by the owner, by a designated revoker, alone in a file. gpg
// judges the designated revoker's with us.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CONTENT, has, keyringOf, verdictOf, year } from "./judges.ts";
import {
  detached,
  direct,
  FLAGS,
  hashedKey,
  makePair,
  packet,
  part,
  publicKey,
  signature,
  simple,
  subkey,
} from "./packet-writer.ts";

const BOTH = FLAGS.certify | FLAGS.sign;
const made = year(2020);
const [COMPROMISED, RETIRED] = [2, 3];
const owner = makePair("rsa2048", made);
const revoker = makePair("rsa2048", made);
const byOwner = detached(owner, CONTENT, { created: year(2022) });

function revocation(by: typeof owner, reason: number | undefined, created: number): Buffer {
  const parts = reason === undefined ? [] : [part(29, Buffer.from([reason]))];
  return signature(by, { type: 0x20, created, parts, data: [hashedKey(owner)] });
}

const designates = (saying: { hash?: number; class?: number } = {}): Buffer =>
  direct(owner, {
    created: made,
    ...(saying.hash === undefined ? {} : { hash: saying.hash }),
    parts: [part(12, Buffer.concat([Buffer.from([saying.class ?? 0x80, 1]), Buffer.from(revoker.fingerprint, "hex")]))],
  });

/** The primary's own signatures come before its user IDs. */
function withDirect(...pieces: readonly Buffer[]): Buffer {
  const plain = simple(owner, { created: made, flags: BOTH });
  const head = publicKey(owner);
  return Buffer.concat([head, ...pieces, plain.subarray(head.length)]);
}

const theirs = simple(revoker, { created: made, flags: BOTH });

describe("by a designated revoker", () => {
  const certificate = withDirect(designates(), revocation(revoker, COMPROMISED, year(2023)));

  test("counts, and its maker is named", () => {
    expect(verdictOf(keyringOf(certificate, theirs), byOwner)).toMatchObject({
      status: "revoked",
      says: expect.stringContaining(`by its designated revoker ${revoker.fingerprint}, which voids all`),
    });
  });

  test("is a note when the revoker's certificate is not at hand", () => {
    expect(verdictOf(keyringOf(certificate), byOwner)).toMatchObject({
      status: "good",
      notes: [expect.stringContaining(`its designated revoker ${revoker.fingerprint} seems to have revoked it`)],
    });
  });

  test("counts in a file of its own, as gpg --desig-revoke writes one", () => {
    const alone = revocation(revoker, COMPROMISED, year(2023));
    const verdict = verdictOf(keyringOf(alone, withDirect(designates()), theirs), byOwner);
    expect(verdict).toMatchObject({ status: "revoked", says: expect.stringContaining(revoker.fingerprint) });
    const others = keyringOf(alone, simple(owner, { created: made, flags: BOTH }), theirs);
    expect(verdictOf(others, byOwner)).toMatchObject({ status: "good", notes: [] });
    expect(verdictOf(others, detached(revoker, CONTENT, { created: year(2022) })).status).toBe("good");
  });

  test("does not count by somebody whom the owner never named, or where the owner's word is a stranger's", () => {
    const unnamed = withDirect(revocation(revoker, COMPROMISED, year(2023)));
    expect(verdictOf(keyringOf(unnamed, theirs), byOwner)).toMatchObject({ status: "good", notes: [] });
    const forged = signature(revoker, {
      type: 0x1f,
      created: made,
      parts: [part(12, `8001${revoker.fingerprint}`)],
      loose: [part(16, owner.id)],
      noFingerprint: true,
      data: [hashedKey(owner)],
    });
    const stranger = withDirect(forged, revocation(revoker, COMPROMISED, year(2023)));
    expect(verdictOf(keyringOf(stranger, theirs), byOwner)).toMatchObject({ status: "good", notes: [] });
    const plainClass = withDirect(designates({ class: 0 }), revocation(revoker, COMPROMISED, year(2023)));
    expect(verdictOf(keyringOf(plainClass, theirs), byOwner).status).toBe("good");
  });

  test("retired counts from its time on", () => {
    const retired = withDirect(designates(), revocation(revoker, RETIRED, year(2023)));
    expect(verdictOf(keyringOf(retired, theirs), byOwner)).toMatchObject({
      status: "good",
      notes: [expect.stringContaining("retired")],
    });
    const late = detached(owner, CONTENT, { created: year(2024) });
    expect(verdictOf(keyringOf(retired, theirs), late)).toMatchObject({ status: "revoked" });
  });

  test.runIf(has("gpg"))("gpg says the same", () => {
    const home = mkdtempSync(join(tmpdir(), "fromseed-revoker-"));
    const gpg = (...argv: string[]) =>
      spawnSync("gpg", ["--batch", "--homedir", home, ...argv], { env: { PATH: process.env["PATH"], LC_ALL: "C" } });
    try {
      for (const [name, bytes] of [
        ["a", certificate],
        ["b", theirs],
        ["s", byOwner],
        ["c", CONTENT],
      ] as const)
        writeFileSync(join(home, name), bytes);
      gpg("--import", join(home, "b"));
      gpg("--import", join(home, "a"));
      expect(gpg("--status-fd", "1", "--verify", join(home, "s"), join(home, "c")).stdout.toString()).toContain(
        "REVKEYSIG",
      );
    } finally {
      spawnSync("gpgconf", ["--homedir", home, "--kill", "all"]);
      rmSync(home, { recursive: true, force: true });
    }
  });
});

describe("by the owner", () => {
  test.each([
    ["where it belongs", withDirect(revocation(owner, COMPROMISED, year(2023)))],
    ["at the very end", simple(owner, { created: made, flags: BOTH }, revocation(owner, COMPROMISED, year(2023)))],
    [
      "by SHA-1, without a reason",
      withDirect(signature(owner, { type: 0x20, created: year(2023), hash: 2, data: [hashedKey(owner)] })),
    ],
    ["from a time that has not come", withDirect(revocation(owner, COMPROMISED, year(2030)))],
  ])("counts %s", (_, certificate) => {
    expect(verdictOf(keyringOf(certificate), byOwner).status).toBe("revoked");
  });

  test("counts in a file of its own, before or after the certificate", () => {
    const [plain, alone] = [simple(owner, { created: made, flags: BOTH }), revocation(owner, undefined, year(2023))];
    for (const files of [
      [plain, alone],
      [alone, plain],
    ])
      expect(verdictOf(keyringOf(...files), byOwner).status).toBe("revoked");
  });

  test("does not count when somebody else made it", () => {
    const stranger = makePair("rsa2048", made);
    const forged = signature(stranger, {
      type: 0x20,
      created: year(2021),
      noFingerprint: true,
      loose: [part(16, owner.id)],
      data: [hashedKey(owner)],
    });
    expect(verdictOf(keyringOf(withDirect(forged)), byOwner).status).toBe("good");
  });

  test("of a subkey leaves the others", () => {
    const own = makePair("ed25519-legacy", made);
    const gone = signature(owner, {
      type: 0x28,
      created: year(2023),
      parts: [part(29, Buffer.from([COMPROMISED]))],
      data: [hashedKey(owner), hashedKey(own)],
    });
    const keys = keyringOf(
      simple(owner, { created: made, flags: BOTH }, subkey(owner, own, { created: made, flags: FLAGS.sign }), gone),
    );
    expect(verdictOf(keys, detached(own, CONTENT, { created: year(2022) })).status).toBe("revoked");
    expect(verdictOf(keys, byOwner).status).toBe("good");
  });
});

test("a revocation that a stranger cut short says nothing, and nothing breaks", () => {
  const whole = revocation(owner, COMPROMISED, year(2023));
  for (let length = 6; length < whole.length; length += 7) {
    const body = whole.subarray(6, length);
    expect(verdictOf(keyringOf(withDirect(packet(2, body))), byOwner).status).toBe("good");
  }
});
