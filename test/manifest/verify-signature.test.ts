// Every status that a signature can have, each made on purpose, and told apart.

import {
  config,
  createMessage,
  enums,
  readKey,
  readSignature,
  reformatKey,
  revokeKey,
  sign,
  type PrivateKey,
  type ReasonForRevocation,
} from "openpgp";
import { describe, expect, test } from "vitest";
import { readKeyring } from "../../src/manifest/keyring.ts";
import { verifySignatureFile } from "../../src/manifest/verify-signature.ts";
import { CONTENT, NOW, SECONDS_A_YEAR, certificatesOf, judge, makeKey, rawSignature, year } from "./keys.ts";

async function revoke(key: PrivateKey, date: Date, flag: enums.reasonForRevocation): Promise<PrivateKey> {
  const { privateKey } = await revokeKey({
    key,
    date,
    reasonForRevocation: { flag } as ReasonForRevocation,
    format: "object",
  });
  return privateKey;
}

async function prolong(key: PrivateKey, date: Date, keyExpirationTime: number): Promise<PrivateKey> {
  const { privateKey } = await reformatKey({
    privateKey: key,
    userIDs: [{ name: "Somebody" }],
    date,
    keyExpirationTime,
    format: "object",
  });
  return privateKey;
}

describe("good", () => {
  test("by a primary key", async () => {
    const key = await makeKey();
    expect(await judge(await rawSignature(key, year(2021)), await certificatesOf(key))).toEqual({
      name: "a.asc",
      index: 0,
      kind: "openpgp",
      status: "good",
      fingerprint: key.getFingerprint(),
      created: "2021-01-01T00:00:00Z",
      says: "good signature",
      notes: [],
    });
  });

  test("by a subkey, under the primary key's fingerprint", async () => {
    const key = await makeKey({ subkeys: [{ sign: true }] });
    const verdict = await judge(await rawSignature(key, year(2021)), await certificatesOf(await makeKey(), key));
    expect(verdict).toMatchObject({ status: "good", fingerprint: key.getFingerprint() });
  });

  test("by RSA, ECDSA and version 6 keys", async () => {
    for (const key of [
      await makeKey({ type: "rsa", rsaBits: 2048 }),
      await makeKey({ type: "ecc", curve: "nistP256" }),
      await makeKey({ config: { v6Keys: true } }),
    ]) {
      expect(await judge(await rawSignature(key, year(2021)), await certificatesOf(key))).toMatchObject({
        status: "good",
        fingerprint: key.getFingerprint(),
      });
    }
  });

  test("several in one file, each for itself", async () => {
    const [a, b, c] = [await makeKey(), await makeKey(), await makeKey()];
    const armored = (await Promise.all([a, b, c].map((key) => rawSignature(key, year(2021))))).join("\n");
    const verdicts = verifySignatureFile(
      { content: CONTENT, keys: await certificatesOf(a, c), now: NOW },
      { name: "all.asc", content: Buffer.from(armored) },
    );
    expect(verdicts.map((verdict) => verdict.status)).toEqual(["good", "unknown-key", "good"]);
  });

  test("although the key expired since", async () => {
    const key = await makeKey({ keyExpirationTime: 2 * SECONDS_A_YEAR });
    const verdict = await judge(await rawSignature(key, year(2021)), await certificatesOf(key));
    expect(verdict).toMatchObject({
      status: "good",
      notes: ["its key expired at 2021-12-31T00:00:00Z, after it was made"],
    });
  });

  test("although the subkey expired since", async () => {
    const key = await makeKey({ subkeys: [{ sign: true, keyExpirationTime: 2 * SECONDS_A_YEAR }] });
    const verdict = await judge(await rawSignature(key, year(2021)), await certificatesOf(key));
    expect(verdict).toMatchObject({
      status: "good",
      notes: ["its key expired at 2021-12-31T00:00:00Z, after it was made"],
    });
  });

  test("although only certifications from after it are left", async () => {
    const key = await makeKey({ keyExpirationTime: 2 * SECONDS_A_YEAR });
    const longer = await prolong(key, year(2023), 10 * SECONDS_A_YEAR);
    expect(longer.users[0]!.selfCertifications.every((each) => each.created! > year(2022))).toBe(true);
    expect(await judge(await rawSignature(key, year(2021)), await certificatesOf(longer))).toMatchObject({
      status: "good",
      notes: [],
    });
    const retired = await revoke(longer, year(2024), enums.reasonForRevocation.keyRetired);
    expect(await judge(await rawSignature(key, year(2021)), await certificatesOf(retired))).toMatchObject({
      status: "good",
      notes: [expect.stringContaining("retired")],
    });
  });

  test.each([enums.reasonForRevocation.keyRetired, enums.reasonForRevocation.keySuperseded])(
    "although the key was retired since (reason %i)",
    async (reason) => {
      const key = await makeKey();
      const verdict = await judge(
        await rawSignature(key, year(2021)),
        await certificatesOf(await revoke(key, year(2022), reason)),
      );
      expect(verdict).toMatchObject({ status: "good", notes: ["its key was retired or superseded after it was made"] });
    },
  );
});

describe("bad", () => {
  test("when any one byte of the manifest is another", async () => {
    const key = await makeKey();
    const certificates = await certificatesOf(key);
    const armored = await rawSignature(key, year(2021));
    for (let at = 0; at < CONTENT.length; at++) {
      const changed = CONTENT.slice();
      changed[at]! ^= 1 << (at % 8);
      expect((await judge(armored, certificates, NOW, changed)).status).toBe("bad");
    }
    for (const changed of [CONTENT.slice(1), CONTENT.slice(0, -1), new Uint8Array([...CONTENT, 10]), new Uint8Array()])
      expect((await judge(armored, certificates, NOW, changed)).status).toBe("bad");
  });

  test("or no good one, when any one byte of the signature is another", async () => {
    const key = await makeKey();
    const certificates = await certificatesOf(key);
    const lines = (await rawSignature(key, year(2021))).split("\n");
    const from = lines.indexOf("") + 1;
    const to = lines.findIndex(
      (line, at) => at >= from && (/^=....$/.test(line.trim()) || line.startsWith("-----END")),
    );
    const bytes = Buffer.from(lines.slice(from, to).join(""), "base64");
    let good = 0;
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 0x10;
      const armored = [
        "-----BEGIN PGP SIGNATURE-----",
        "",
        changed.toString("base64"),
        "-----END PGP SIGNATURE-----",
        "",
      ].join("\n");
      const verdicts = verifySignatureFile(
        { content: CONTENT, keys: certificates, now: NOW },
        { name: "a.asc", content: Buffer.from(armored) },
      );
      expect(verdicts.length).toBeGreaterThan(0);
      // What is not hashed may change (a hint at the signer), and nothing else.
      if (verdicts.some((verdict) => verdict.status === "good")) good++;
    }
    expect(good).toBeLessThan(bytes.length / 4);
  });

  test("but not for giving a time before its key was made", async () => {
    const key = await makeKey({ date: year(2020) });
    const signature = await readSignature({
      armoredSignature: await rawSignature(key, year(2021), CONTENT, { nonDeterministicSignaturesViaNotation: false }),
    });
    const again = signature.packets[0]!.sign as (...of: readonly unknown[]) => Promise<void>;
    await again.call(
      signature.packets[0],
      key.keyPacket,
      (await createMessage({ binary: CONTENT })).packets[0],
      year(2019),
      true,
      { ...config, nonDeterministicSignaturesViaNotation: false },
    );
    const verdict = await judge(signature.armor(), await certificatesOf(key));
    expect(verdict).toMatchObject({
      status: "unfit-key",
      created: "2019-01-01T00:00:00Z",
      says: "it gives a time before its key was made",
    });
  });
});

test("unknown-key", async () => {
  const key = await makeKey();
  const verdict = await judge(await rawSignature(key, year(2021)), await certificatesOf(await makeKey()));
  expect(verdict).toMatchObject({
    status: "unknown-key",
    fingerprint: key.getFingerprint(),
    says: `the key ${key.getFingerprint()} is in none of the certificates`,
  });
  expect((await judge(await rawSignature(key, year(2021)), await certificatesOf())).status).toBe("unknown-key");
});

describe("expired-key", () => {
  test("when the primary key had expired", async () => {
    const key = await makeKey({ keyExpirationTime: 2 * SECONDS_A_YEAR });
    const armored = await rawSignature(await prolong(key, year(2023), 10 * SECONDS_A_YEAR), year(2024));
    expect(await judge(armored, await certificatesOf(key))).toMatchObject({
      status: "expired-key",
      says: "its key expired at 2021-12-31T00:00:00Z, before it was made",
    });
  });

  test("when the signing subkey had expired", async () => {
    const key = await makeKey({ subkeys: [{ sign: true, keyExpirationTime: 2 * SECONDS_A_YEAR }] });
    const armored = await rawSignature(await prolong(key, year(2023), 10 * SECONDS_A_YEAR), year(2024));
    expect(await judge(armored, await certificatesOf(key))).toMatchObject({ status: "expired-key" });
  });
});

describe("revoked", () => {
  test.each([
    ["compromised, after it was made", enums.reasonForRevocation.keyCompromised, 2022],
    ["for no reason, after it was made", enums.reasonForRevocation.noReason, 2022],
    ["compromised, before it was made", enums.reasonForRevocation.keyCompromised, 2020.5],
    ["retired, before it was made", enums.reasonForRevocation.keyRetired, 2020.5],
  ])("%s", async (_, reason, when) => {
    const key = await makeKey();
    const date = new Date(year(2020).getTime() + (when - 2020) * SECONDS_A_YEAR * 1000);
    const verdict = await judge(
      await rawSignature(key, year(2021)),
      await certificatesOf(await revoke(key, date, reason)),
    );
    expect(verdict.status).toBe("revoked");
    expect(verdict.says).toContain(
      reason === enums.reasonForRevocation.keyRetired ? "before it was made" : "voids all",
    );
  });

  test("a signing subkey alone", async () => {
    const key = await makeKey({ subkeys: [{ sign: true }] });
    const armored = await rawSignature(key, year(2021));
    const [subkey] = key.subkeys;
    key.subkeys = [
      await subkey!.revoke(key.keyPacket as never, { flag: enums.reasonForRevocation.keyCompromised }, year(2023)),
    ];
    expect(await judge(armored, await certificatesOf(key))).toMatchObject({ status: "revoked" });
  });

  test("in one of two copies of the certificate, in either order", async () => {
    const key = await makeKey();
    const revoked = await revoke(key, year(2022), enums.reasonForRevocation.keyCompromised);
    const armored = await rawSignature(key, year(2021));
    expect((await judge(armored, await certificatesOf(key, revoked))).status).toBe("revoked");
    expect((await judge(armored, await certificatesOf(revoked, key))).status).toBe("revoked");
  });
});

test("weak-hash", async () => {
  const key = await makeKey({ type: "rsa", rsaBits: 2048 });
  key.users[0]!.selfCertifications[0]!.preferredHashAlgorithms = [enums.hash.sha1];
  const armored = await rawSignature(key, year(2021), CONTENT, {
    preferredHashAlgorithm: enums.hash.sha1,
    nonDeterministicSignaturesViaNotation: false,
    rejectMessageHashAlgorithms: new Set(),
  });
  expect(await judge(armored, await certificatesOf(key))).toMatchObject({ status: "weak-hash" });
  expect((await judge(armored, await certificatesOf(key), NOW, CONTENT.slice(1))).status).toBe("bad");
});

test("unfit-key", async () => {
  const weak = await makeKey({ type: "rsa", rsaBits: 1024, config: { minRSABits: 1023 } });
  expect(
    await judge(await rawSignature(weak, year(2021), CONTENT, { minRSABits: 1023 }), await certificatesOf(weak)),
  ).toMatchObject({
    status: "unfit-key",
    says: "its key may not sign: RSA of 1024 bits is too weak",
  });
});

test("future", async () => {
  const key = await makeKey();
  const certificates = await certificatesOf(key);
  const armored = await rawSignature(key, year(2021));
  expect((await judge(armored, certificates, new Date(year(2021).getTime() - 601_000))).status).toBe("future");
  expect((await judge(armored, certificates, new Date(year(2021).getTime() - 599_000))).status).toBe("good");
});

describe("malformed", () => {
  test("what is no signature", async () => {
    const key = await makeKey();
    const certificates = await certificatesOf(key);
    const armored = await rawSignature(key, year(2021));
    const cases = [
      "",
      "hello",
      armored.slice(0, -20),
      armored.replace(/\n\n[^]{8}/, "\n\nAAAAAAAA"),
      key.toPublic().armor(),
      "x".repeat(1_000_001),
      "-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n" + armored,
    ];
    for (const each of cases)
      expect((await judge(each, certificates)).status, JSON.stringify(each.slice(0, 80))).toBe("malformed");
  });

  test("a signature of a text, whose line ends may change", async () => {
    const key = await makeKey();
    const armored = await sign({
      message: await createMessage({ text: Buffer.from(CONTENT).toString() }),
      signingKeys: key,
      detached: true,
      date: year(2021),
    });
    expect(await judge(armored, await certificatesOf(key))).toMatchObject({
      status: "malformed",
      says: expect.stringContaining("a text"),
    });
  });
});

test("a critical part that is not understood is malformed, another is not", async () => {
  const key = await makeKey();
  const notation = {
    name: "condition@example.org",
    value: new TextEncoder().encode("only on Tuesdays"),
    humanReadable: true,
  };
  for (const critical of [true, false]) {
    const armored = await sign({
      message: await createMessage({ binary: CONTENT }),
      signingKeys: key,
      detached: true,
      date: year(2021),
      signatureNotations: { ...notation, critical },
    });
    expect((await judge(armored, await certificatesOf(key))).status).toBe(critical ? "malformed" : "good");
  }
});

describe("certificates", () => {
  test("binary and armored, several to a file, private keys without their secret", async () => {
    const [a, b] = [await makeKey(), await makeKey()];
    const armored = Buffer.from(a.toPublic().armor() + "a comment\n" + b.toPublic().armor());
    const binary = Buffer.concat([a.toPublic().write(), b.write()]);
    for (const content of [armored, binary]) {
      const read = readKeyring([{ name: "keys", content }]);
      expect(read.ok && [...read.value.fingerprints]).toEqual([a.getFingerprint(), b.getFingerprint()]);
      expect(read.ok && read.value.owner(b.getFingerprint())).toBe("Somebody <somebody@example.org>");
    }
  });

  test("that cannot be read are failures, each with its file", async () => {
    const key = await makeKey();
    const read = readKeyring([
      { name: "empty", content: new Uint8Array() },
      { name: "cut.asc", content: Buffer.from(key.toPublic().armor().slice(0, -40)) },
      { name: "text", content: Buffer.from("hello") },
    ]);
    expect(read.ok ? [] : read.failures.map((failure) => failure.message.split(":")[0])).toEqual([
      'Cannot read keys "empty"',
      'Cannot read keys "cut.asc"',
      'Cannot read keys "text"',
    ]);
    expect(await readKey({ armoredKey: key.toPublic().armor() })).toBeDefined();
  });
});
