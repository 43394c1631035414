// Keys and signatures for the tests, with times given by hand. Ed25519 unless told, so that a key costs a millisecond.

import { createMessage, generateKey, sign, type Config, type PrivateKey } from "openpgp";
import { readKeyring, type Keyring } from "../../src/manifest/keyring.ts";
import { verifySignatureFile } from "../../src/manifest/verify-signature.ts";
import type { Verdict } from "../../src/manifest/verdict.ts";
import { writeManifest } from "../../src/manifest/write.ts";
import { EXAMPLE } from "./example.ts";

export const CONTENT = new TextEncoder().encode(writeManifest(EXAMPLE));

export function year(number: number): Date {
  return new Date(Date.UTC(number, 0, 1));
}

export const NOW = year(2026);
export const SECONDS_A_YEAR = 365 * 24 * 3600;

type KeyOptions = Omit<Parameters<typeof generateKey>[0], "format" | "config"> & { readonly config: Partial<Config> };

export async function makeKey(more: Partial<KeyOptions> = {}): Promise<PrivateKey> {
  const { privateKey } = await generateKey({
    type: "curve25519",
    userIDs: [{ name: "Somebody", email: "somebody@example.org" }],
    date: year(2020),
    ...more,
    format: "object",
  });
  return privateKey;
}

/** Signs by the library itself, so that bad signatures can be made too. */
export async function rawSignature(
  key: PrivateKey,
  date: Date,
  content = CONTENT,
  config: Partial<Config> = {},
): Promise<string> {
  return sign({ message: await createMessage({ binary: content }), signingKeys: key, detached: true, date, config });
}

export async function certificatesOf(...keys: PrivateKey[]): Promise<Keyring> {
  const read = readKeyring(
    keys.map((key, index) => ({ name: `${index}.asc`, content: Buffer.from(key.toPublic().armor()) })),
  );
  if (!read.ok) throw new Error(read.failures[0]!.message);
  return read.value;
}

export async function judge(armored: string, keys: Keyring, now = NOW, content = CONTENT): Promise<Verdict> {
  const verdicts = verifySignatureFile({ content, keys, now }, { name: "a.asc", content: Buffer.from(armored) });
  if (verdicts.length !== 1) throw new Error(`${verdicts.length} verdicts`);
  return verdicts[0]!;
}
