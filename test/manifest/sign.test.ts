// Signing in process: only manifests, only with a key that is fit, and the same signature for the same key, text and
// time.

import { encryptKey, enums, revokeKey } from "openpgp";
import { expect, test } from "vitest";
import { gpgExportArgv, gpgSignArgv } from "../../src/manifest/gpg.ts";
import { readSigningKey, signManifest, signThrough } from "../../src/manifest/sign.ts";
import { readSignatureName, signatureName } from "../../src/manifest/signature-name.ts";
import { sha256 } from "../../src/bytes/sha256.ts";
import { CONTENT, SECONDS_A_YEAR, certificatesOf, judge, makeKey, rawSignature, year } from "./keys.ts";

test("a key from a file signs, deterministically", async () => {
  const key = await makeKey();
  const read = await readSigningKey(key.armor(), undefined, "a.asc");
  if (!read.ok) throw new Error(read.failures[0]!.message);
  const first = await signManifest(read.value, CONTENT, year(2021));
  if (!first.ok) throw new Error(first.failures[0]!.message);
  expect(first.value.fingerprint).toBe(key.getFingerprint());
  expect(first.value.armored).toMatch(/^-----BEGIN PGP SIGNATURE-----\n\n/);
  expect(await judge(first.value.armored, await certificatesOf(key))).toMatchObject({
    status: "good",
    created: "2021-01-01T00:00:00Z",
    fingerprint: key.getFingerprint(),
  });
  expect(await signManifest(read.value, CONTENT, year(2021))).toEqual(first);
  expect(await signManifest(read.value, CONTENT, year(2022))).not.toEqual(first);
});

test("a locked key needs its passphrase", async () => {
  const key = await encryptKey({ privateKey: await makeKey({ subkeys: [{ sign: true }] }), passphrase: "open sesame" });
  expect(await readSigningKey(key.armor(), undefined, "a.asc")).toMatchObject({
    ok: false,
    failures: [{ message: 'Cannot use key "a.asc": it is locked with a passphrase' }],
  });
  expect(await readSigningKey(key.armor(), "sesame", "a.asc")).toMatchObject({
    ok: false,
    failures: [{ hint: "is it this key's passphrase?" }],
  });
  const read = await readSigningKey(key.armor(), "open sesame", "a.asc");
  expect(read.ok && (await signManifest(read.value, CONTENT, year(2021))).ok).toBe(true);
});

test("what is not one private key is refused", async () => {
  const key = await makeKey();
  for (const text of [
    "",
    "hello",
    key.toPublic().armor(),
    key.armor() + key.armor(),
    key.armor().slice(0, -50),
    key.armor().replace(/\n\n[^]{8}/, "\n\nAAAAAAAA"),
  ]) {
    const read = await readSigningKey(text, undefined, "a.asc");
    expect(read.ok ? undefined : read.failures[0]!.message).toMatch(/^Cannot use key "a.asc": /);
  }
});

test("what is not a manifest is not signed", async () => {
  const read = await readSigningKey((await makeKey()).armor(), undefined, "a.asc");
  if (!read.ok) throw new Error("no key");
  for (const content of [Buffer.from("hello"), Buffer.concat([CONTENT, Buffer.from("\n")])]) {
    expect(await signManifest(read.value, content, year(2021))).toMatchObject({
      ok: false,
      failures: [{ message: "Cannot sign: it is not a manifest" }],
    });
  }
});

test("an expired or revoked key does not sign", async () => {
  const expired = await readSigningKey(
    (await makeKey({ keyExpirationTime: SECONDS_A_YEAR })).armor(),
    undefined,
    "a.asc",
  );
  const { privateKey } = await revokeKey({
    key: await makeKey(),
    date: year(2020),
    reasonForRevocation: { flag: enums.reasonForRevocation.keyRetired },
    format: "object",
  });
  const revoked = await readSigningKey(privateKey.armor(), undefined, "b.asc");
  for (const read of [expired, revoked]) {
    if (!read.ok) throw new Error("no key");
    const signed = await signManifest(read.value, CONTENT, year(2022));
    expect(signed.ok ? undefined : signed.failures[0]!.message).toMatch(/^Cannot sign: .*(expired|revoked)/);
  }
});

test("what another program gives is verified before it is handed out", async () => {
  const [key, other] = [await makeKey(), await makeKey()];
  const certificates = await certificatesOf(key);
  const through = async (run: () => Promise<string>): Promise<unknown> =>
    signThrough(CONTENT, certificates, year(2021), run);
  const good = await rawSignature(key, year(2021));
  expect(await through(async () => good)).toEqual({
    ok: true,
    value: { armored: good, fingerprint: key.getFingerprint() },
  });
  for (const bad of [
    await rawSignature(other, year(2021)),
    await rawSignature(key, year(2021), CONTENT.slice(1)),
    "",
    good + good,
  ])
    expect(await through(async () => bad)).toMatchObject({ ok: false });
  expect(await through(() => Promise.reject(new Error("no card")))).toMatchObject({
    ok: false,
    failures: [{ message: "Cannot sign: no card" }],
  });
});

test("names of signatures", () => {
  const name = signatureName(sha256("x"), "AB".repeat(20));
  expect(name).toBe(`${sha256("x")}.${"ab".repeat(20)}.asc`);
  expect(readSignatureName(name)).toEqual({ manifest: sha256("x"), fingerprint: "ab".repeat(20) });
  expect(readSignatureName(name.toUpperCase())).toEqual(readSignatureName(name));
  const ssh = `SHA256:${Buffer.alloc(32, 0xab).toString("base64").replace("=", "")}`;
  expect(signatureName(sha256("x"), ssh)).toBe(`${sha256("x")}.${"ab".repeat(32)}.sig`);
  expect(readSignatureName(signatureName(sha256("x"), ssh))).toEqual({ manifest: sha256("x"), fingerprint: ssh });
  for (const other of ["a.asc", `${sha256("x")}.asc`, name + "2", `${sha256("x")}.${"ab".repeat(8)}.asc`])
    expect(readSignatureName(other)).toBeUndefined();
});

test("a user's name cannot become an option of gpg", () => {
  expect(gpgSignArgv("--output=x")).toContain("--local-user=--output=x");
  expect(gpgExportArgv("--output=x").slice(-2)).toEqual(["--", "--output=x"]);
});
