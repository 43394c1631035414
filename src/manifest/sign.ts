// Signing with an OpenPGP key: in process with a key from a file, or through a program that the caller runs. Must never
// hand out a signature that it has not verified, nor sign as a manifest what is none.

import { createMessage, decryptKey, readPrivateKeys, sign, type PrivateKey } from "openpgp";
import { fail, succeed, type Result } from "../model/failure.ts";
import { readArmor } from "../openpgp/armor.ts";
import { readKeyring, type Keyring } from "./keyring.ts";
import { SETTINGS } from "./openpgp-settings.ts";
import { parseStatement } from "./statement.ts";
import { verifySignatureFile } from "./verify-signature.ts";

export interface Signed {
  /** A detached signature of the manifest's bytes. */
  readonly armored: string;
  /** Of the signer's certificate: what signatureName takes. */
  readonly fingerprint: string;
}

/** A private key from a file, unlocked. Held for as long as a run lasts, and never written. */
export interface SigningKey {
  readonly key: PrivateKey;
}

/** Reads the one private key in an armored text and unlocks it. `file` is where it came from, for messages. */
export async function readSigningKey(
  armored: string,
  passphrase: string | undefined,
  file: string,
): Promise<Result<SigningKey>> {
  const action = `Cannot use key "${file}"`;
  const blocks = readArmor(armored).filter(({ kind }) => kind === "PGP PRIVATE KEY BLOCK");
  const [block] = blocks;
  if (block === undefined || blocks.length > 1)
    return fail("key-form", `${action}: it holds ${blocks.length} armored private key blocks`, {
      hint: "gpg --armor --export-secret-keys FINGERPRINT writes one",
    });
  if (block.data === undefined) return fail("key-form", `${action}: its block is damaged, or has no end`);
  let keys: readonly PrivateKey[];
  try {
    keys = await readPrivateKeys({ binaryKeys: block.data, config: SETTINGS });
  } catch (error) {
    return fail("key-form", `${action}: ${oneLine(error)}`);
  }
  const [key, ...others] = keys;
  if (key === undefined || others.length > 0)
    return fail("key-form", `${action}: it holds ${keys.length} keys`, { hint: "give a file with one key" });
  if (key.isDecrypted()) return succeed({ key });
  if (passphrase === undefined)
    return fail("key-form", `${action}: it is locked with a passphrase`, { hint: "--passphrase-file gives one" });
  try {
    return succeed({ key: await decryptKey({ privateKey: key, passphrase, config: SETTINGS }) });
  } catch (error) {
    return fail("key-form", `${action}: ${oneLine(error)}`, { hint: "is it this key's passphrase?" });
  }
}

/** Signs a manifest's bytes, and nothing that is none. */
export async function signManifest(key: SigningKey, content: Uint8Array, now: Date): Promise<Result<Signed>> {
  const fit = isManifest(content);
  return fit.ok ? signBytes(key, content, now) : fit;
}

/**
 * Signs what the caller has read or written. The time is the caller's; with an Ed25519 or RSA key nothing else varies.
 */
export async function signBytes({ key }: SigningKey, content: Uint8Array, now: Date): Promise<Result<Signed>> {
  const keyring = readKeyring([{ name: "the key that signs", content: key.toPublic().write() }]);
  if (!keyring.ok) return keyring;
  return signBytesThrough(content, keyring.value, now, async () =>
    sign({
      message: await createMessage({ binary: content, date: now }),
      signingKeys: key,
      detached: true,
      date: now,
      config: SETTINGS,
    }),
  );
}

/**
 * Signs a manifest's bytes through `run`, which gives an armored detached signature of them (gpg.ts has the command).
 * `keys` are those of the people whose signature is expected.
 */
export async function signThrough(
  content: Uint8Array,
  keys: Keyring,
  now: Date,
  run: (content: Uint8Array) => Promise<string>,
): Promise<Result<Signed>> {
  const fit = isManifest(content);
  return fit.ok ? signBytesThrough(content, keys, now, run) : fit;
}

/** As `signThrough`, of what the caller has read or written. */
export async function signBytesThrough(
  content: Uint8Array,
  keys: Keyring,
  now: Date,
  run: (content: Uint8Array) => Promise<string>,
): Promise<Result<Signed>> {
  let armored: string;
  try {
    armored = await run(content);
  } catch (error) {
    return fail("signing-failed", `Cannot sign: ${oneLine(error)}`, {
      hint: "has the key expired, and may it sign?",
    });
  }
  const file = { name: "the new signature", content: Buffer.from(armored) };
  const verdicts = verifySignatureFile({ content, keys, now }, file);
  const bad = verdicts.find((verdict) => verdict.status !== "good");
  const several = verdicts.some(({ index }) => index > 0);
  if (bad !== undefined || several)
    return fail(
      "signing-failed",
      `Cannot sign: the new signature does not verify: ${bad?.says ?? "there is more than one"}`,
    );
  return succeed({ armored, fingerprint: verdicts[0]!.fingerprint! });
}

function isManifest(content: Uint8Array): Result<void> {
  const statement = parseStatement(content);
  if (statement.ok) return succeed(undefined);
  return fail("manifest-form", "Cannot sign: it is not a manifest", {
    details: statement.failures.map((failure) => failure.message),
  });
}

/** What a library or a program said, which may be several lines. */
function oneLine(error: unknown): string {
  return (error as Error).message.trim().replace(/\s*\n\s*/g, "; ");
}
