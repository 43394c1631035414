// The certificates (public keys) that signatures are checked against, read from files that a person chose to trust.
// Must never look one up anywhere, nor drop a revocation: two copies of one certificate are merged.

import { readKeys, type PublicKey } from "openpgp";
import { fail, succeed, type Failure, type Result } from "../model/failure.ts";
import { armoredBlocks, SETTINGS } from "./openpgp-settings.ts";

export interface Certificates {
  /** One for each fingerprint, in the order in which they were first seen. */
  readonly keys: readonly PublicKey[];
  /** Lower-case, of the primary keys. */
  readonly fingerprints: ReadonlySet<string>;
}

/**
 * Reads certificates, armored or binary, any number to a file. A file without any is a failure, and so is one that is
 * damaged.
 */
export async function readCertificates(
  files: readonly { readonly name: string; readonly content: Uint8Array }[],
  now: Date,
): Promise<Result<Certificates>> {
  const keys = new Map<string, PublicKey>();
  const failures: Failure[] = [];
  for (const { name, content } of files) {
    const read = await keysOf(name, content);
    if (!read.ok) failures.push(...read.failures);
    else for (const key of read.value) await merge(keys, key.toPublic(), now);
  }
  return failures.length > 0
    ? { ok: false, failures }
    : succeed({ keys: [...keys.values()], fingerprints: new Set(keys.keys()) });
}

async function keysOf(name: string, content: Uint8Array): Promise<Result<readonly PublicKey[]>> {
  const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString("latin1");
  try {
    if (!text.includes("-----BEGIN PGP ")) return succeed(await readKeys({ binaryKeys: content, config: SETTINGS }));
    const blocks = armoredBlocks("PUBLIC KEY BLOCK", text);
    if (blocks.length === 0)
      return fail("key-form", `Cannot read keys "${name}": it holds no whole public key block`, {
        hint: "gpg --armor --export FINGERPRINT writes one",
      });
    const keys: PublicKey[] = [];
    for (const block of blocks) keys.push(...(await readKeys({ armoredKeys: block, config: SETTINGS })));
    return succeed(keys);
  } catch (error) {
    return fail(
      "key-form",
      `Cannot read keys "${name}": it holds no public key that OpenPGP knows, or a damaged one: ${(error as Error).message}`,
      { hint: "gpg --armor --export FINGERPRINT writes a public key block; a folder of keys holds nothing else" },
    );
  }
}

async function merge(keys: Map<string, PublicKey>, key: PublicKey, now: Date): Promise<void> {
  const fingerprint = key.getFingerprint();
  const known = keys.get(fingerprint);
  keys.set(fingerprint, known === undefined ? key : ((await known.update(key, now, SETTINGS)) as PublicKey));
}
