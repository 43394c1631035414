// GnuPG and Sequoia as judges of our signatures, and we of theirs. What is not installed is skipped, and says so.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readKeyring, type Keyring } from "../../src/manifest/keyring.ts";
import { gpgExportArgv, gpgSignArgv } from "../../src/manifest/gpg.ts";
import { readSigningKey, signManifest, signThrough } from "../../src/manifest/sign.ts";
import { CONTENT, judge, makeKey } from "./keys.ts";

function has(program: string): boolean {
  const found = spawnSync(program, ["--version"]).status === 0;
  if (!found) console.warn(`skipped: ${program} is not installed`);
  return found;
}

const home = mkdtempSync(join(tmpdir(), "fromseed-pgp-"));
const manifest = join(home, "manifest.json");
const environment = { PATH: process.env["PATH"], HOME: home, GNUPGHOME: home, LC_ALL: "C" };

function run(program: string, argv: readonly string[], input?: Uint8Array): string {
  return execFileSync(program, argv, {
    env: environment,
    input: input ?? "",
    stdio: ["pipe", "pipe", "pipe"],
  }).toString();
}

/** Exit code and all that was printed. */
function attempt(program: string, argv: readonly string[]): { readonly code: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(program, argv, { env: environment });
  return { code: status, said: `${stdout}${stderr}` };
}

async function certificates(...texts: string[]): Promise<Keyring> {
  const read = readKeyring(texts.map((text, index) => ({ name: `${index}`, content: Buffer.from(text) })));
  if (!read.ok) throw new Error(read.failures[0]!.message);
  return read.value;
}

/**
 * The kinds of key that gpg and sq know alike; the Ed25519 of RFC 9580 is unknown to gpg and to older versions of sq.
 */
const KINDS: readonly Parameters<typeof makeKey>[0][] = [
  { type: "ecc", curve: "ed25519Legacy" },
  { type: "ecc", curve: "ed25519Legacy", subkeys: [{ sign: true }] },
  { type: "rsa", rsaBits: 2048 },
];

/** Our signature, and the files for another program to judge it by. */
async function ourSignature(
  kind: Parameters<typeof makeKey>[0],
): Promise<{ readonly certificate: string; readonly signature: string; readonly fingerprint: string }> {
  // The library writes into the options it is given.
  const key = await makeKey({ ...structuredClone(kind), date: new Date(Date.now() - 3_600_000) });
  const read = await readSigningKey(key.armor(), undefined, "ours");
  const signed = read.ok ? await signManifest(read.value, CONTENT, new Date(Date.now() - 60_000)) : read;
  if (!signed.ok) throw new Error(signed.failures[0]!.message);
  const [certificate, signature] = [join(home, "ours.asc"), join(home, "ours.sig")];
  writeFileSync(certificate, key.toPublic().armor());
  writeFileSync(signature, signed.value.armored);
  return { certificate, signature, fingerprint: key.getFingerprint().toUpperCase() };
}

beforeAll(() => {
  writeFileSync(manifest, CONTENT);
  writeFileSync(join(home, "tampered.json"), Buffer.concat([CONTENT, Buffer.from("\n")]));
});

afterAll(() => {
  spawnSync("gpgconf", ["--homedir", home, "--kill", "all"], { env: environment });
  rmSync(home, { recursive: true, force: true });
});

describe.runIf(has("gpg"))("gpg", () => {
  const now = (): Date => new Date();
  const generate = (user: string, algorithm: string, expires: string, ...more: string[]): void => {
    run("gpg", [
      "--batch",
      "--quiet",
      "--passphrase",
      "",
      "--pinentry-mode",
      "loopback",
      ...more,
      "--quick-generate-key",
      user,
      algorithm,
      "sign",
      expires,
    ]);
  };
  const sign = (user: string, ...more: string[]): string =>
    run(
      "gpg",
      ["--batch", "--quiet", "--armor", "--local-user", user, ...more, "--output", "-", "--detach-sign"],
      CONTENT,
    );

  test.each(KINDS)("accepts what we signed with %j, and refuses it over other bytes", async (kind) => {
    const ours = await ourSignature(kind);
    run("gpg", ["--batch", "--quiet", "--import", ours.certificate]);
    const good = attempt("gpg", ["--batch", "--status-fd", "1", "--verify", ours.signature, manifest]);
    expect(good.said).toMatch(new RegExp(`VALIDSIG .*${ours.fingerprint}`));
    expect(good.code).toBe(0);
    const bad = attempt("gpg", [
      "--batch",
      "--status-fd",
      "1",
      "--verify",
      ours.signature,
      join(home, "tampered.json"),
    ]);
    expect(bad.said).toContain("BADSIG");
    expect(bad.code).not.toBe(0);
  });

  test("signs for us by the command line that we build, with keys of every kind that it makes", async () => {
    for (const [user, algorithm] of [
      ["ed@example.org", "ed25519"],
      ["rsa@example.org", "rsa2048"],
      ["p256@example.org", "nistp256"],
      ["p521@example.org", "nistp521"],
      ["brainpool256@example.org", "brainpoolP256r1"],
      ["brainpool512@example.org", "brainpoolP512r1"],
      ["koblitz@example.org", "secp256k1"],
    ] as const) {
      generate(user, algorithm, "never");
      const [exporter, ...exportArgv] = gpgExportArgv(user);
      const [signer, ...signArgv] = gpgSignArgv(user);
      const certs = await certificates(run(exporter!, exportArgv));
      const signed = await signThrough(CONTENT, certs, now(), async (content) => run(signer!, signArgv, content));
      expect(signed).toMatchObject({ ok: true, value: { fingerprint: [...certs.fingerprints][0] } });
    }
  });

  test("told apart: tampered, unknown, weak digest, a text's signature", async () => {
    const ed = await certificates(run("gpg", ["--armor", "--export", "ed@example.org"]));
    expect((await judge(sign("ed@example.org"), ed, now())).status).toBe("good");
    expect((await judge(sign("ed@example.org"), ed, now(), CONTENT.slice(1))).status).toBe("bad");
    expect((await judge(sign("rsa@example.org"), ed, now())).status).toBe("unknown-key");
    const rsa = await certificates(run("gpg", ["--armor", "--export", "rsa@example.org"]));
    const weak = ["SHA1", "RIPEMD160"];
    for (const digest of weak)
      expect((await judge(sign("rsa@example.org", "--digest-algo", digest), rsa, now())).status).toBe("weak-hash");
    const koblitz = await certificates(run("gpg", ["--armor", "--export", "koblitz@example.org"]));
    expect((await judge(sign("koblitz@example.org"), koblitz, now(), CONTENT.slice(1))).status).toBe("bad");
    expect((await judge(sign("rsa@example.org", "--textmode"), rsa, now())).status).toBe("malformed");
  });

  test("told apart: made while the key was valid, made after it expired, prolonged since", async () => {
    const at = (date: string): string[] => ["--faked-system-time", `${date}T000000`];
    generate("old@example.org", "ed25519", "2019-01-01", ...at("20180101"));
    const early = sign("old@example.org", ...at("20180601"));
    const before = await certificates(run("gpg", ["--armor", "--export", "old@example.org"]));
    expect(await judge(early, before, now())).toMatchObject({
      status: "good",
      notes: [expect.stringMatching(/^its key expired at 2019-01-01T/)],
    });
    const [, fingerprint] = /\nfpr:+([0-9A-F]+):/.exec(
      run("gpg", ["--with-colons", "--list-keys", "old@example.org"]),
    )!;
    run("gpg", ["--batch", "--quiet", ...at("20200101"), "--quick-set-expire", fingerprint!, "2030-01-01"]);
    const late = sign("old@example.org", ...at("20200601"));
    expect(await judge(late, before, now())).toMatchObject({
      status: "expired-key",
      says: expect.stringContaining("2019-01-01T"),
    });
    const after = await certificates(
      run("gpg", ["--armor", "--export-options", "export-minimal", "--export", "old@example.org"]),
    );
    for (const each of [early, late])
      expect(await judge(each, after, now())).toMatchObject({ status: "good", notes: [] });
  });

  test("a user ID that was withdrawn takes nothing from signatures before and after", async () => {
    generate("two@example.org", "ed25519", "never");
    const before = sign("two@example.org");
    run("gpg", ["--batch", "--quiet", "--passphrase", "", "--quick-add-uid", "two@example.org", "other@example.org"]);
    run("gpg", ["--batch", "--quiet", "--quick-revoke-uid", "other@example.org", "two@example.org"]);
    const certs = await certificates(run("gpg", ["--armor", "--export", "other@example.org"]));
    for (const each of [before, sign("other@example.org")])
      expect(await judge(each, certs, now())).toMatchObject({ status: "good", notes: [] });
  });

  test("told apart: a signature that has run out by itself", async () => {
    generate("short@example.org", "ed25519", "never", "--faked-system-time", "20180101T000000");
    const armored = sign("short@example.org", "--faked-system-time", "20180601T000000", "--default-sig-expire", "1m");
    const certs = await certificates(run("gpg", ["--armor", "--export", "short@example.org"]));
    expect((await judge(armored, certs, now())).status).toBe("expired-signature");
    expect((await judge(armored, certs, new Date("2018-06-02"))).status).toBe("good");
  });

  test("told apart: revoked for no reason by gpg's own certificate of revocation", async () => {
    generate("gone@example.org", "ed25519", "never");
    const armored = sign("gone@example.org");
    const [, fingerprint] = /\nfpr:+([0-9A-F]+):/.exec(
      run("gpg", ["--with-colons", "--list-keys", "gone@example.org"]),
    )!;
    const path = join(home, "openpgp-revocs.d", `${fingerprint}.rev`);
    // gpg puts a colon before the armor so that it is not imported by mistake.
    run("sed", ["-i", "s/^:----/----/", path]);
    expect(
      (await judge(armored, await certificates(run("gpg", ["--armor", "--export", "gone@example.org"])), now())).status,
    ).toBe("good");
    const exported = run("gpg", ["--armor", "--export", "gone@example.org"]);
    const beside = await certificates(run("cat", [path]), exported);
    expect((await judge(armored, beside, now())).status).toBe("revoked");
    run("gpg", ["--batch", "--quiet", "--import", path]);
    expect(
      (await judge(armored, await certificates(run("gpg", ["--armor", "--export", "gone@example.org"])), now())).status,
    ).toBe("revoked");
  });
});

describe.runIf(has("sq"))("sq", () => {
  // The program's command line changed between its versions: the older one is tried first.
  const either = (older: readonly string[], newer: readonly string[]): void => {
    if (attempt("sq", older).code !== 0) run("sq", newer);
  };
  const [key, certificate, signature] = [join(home, "sq.key"), join(home, "sq.cert"), join(home, "sq.sig")];

  test.each(KINDS)("accepts what we signed with %j, and refuses it over other bytes", async (kind) => {
    const ours = await ourSignature(kind);
    const verify = (file: string): ReturnType<typeof attempt> => {
      const older = attempt("sq", ["verify", "--signer-cert", ours.certificate, "--detached", ours.signature, file]);
      const newer = attempt("sq", [
        "verify",
        "--signer-file",
        ours.certificate,
        "--signature-file",
        ours.signature,
        file,
      ]);
      return older.code === 0 ? older : { code: newer.code, said: older.said + newer.said };
    };
    const good = verify(manifest);
    expect(good.code, good.said).toBe(0);
    expect(verify(join(home, "tampered.json")).code).not.toBe(0);
  });

  test("signs what we accept, and what we refuse over other bytes or without its certificate", async () => {
    either(
      ["key", "generate", "--userid", "sq@example.org", "--export", key],
      [
        "key",
        "generate",
        "--own-key",
        "--without-password",
        "--userid",
        "sq@example.org",
        "--output",
        key,
        "--rev-cert",
        `${key}.rev`,
      ],
    );
    either(
      ["key", "extract-cert", "--output", certificate, key],
      ["key", "delete", "--cert-file", key, "--output", certificate],
    );
    either(
      ["sign", "--signer-key", key, "--detached", "--output", signature, manifest],
      ["sign", "--signer-file", key, "--signature-file", signature, manifest],
    );
    const armored = run("cat", [signature]);
    const certs = await certificates(run("cat", [certificate]));
    expect(await judge(armored, certs, new Date())).toMatchObject({
      status: "good",
      fingerprint: [...certs.fingerprints][0],
    });
    expect((await judge(armored, certs, new Date(), CONTENT.slice(1))).status).toBe("bad");
    expect((await judge(armored, await certificates(), new Date())).status).toBe("unknown-key");
  });
});
