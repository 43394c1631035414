// The public keys that signatures are checked against, read from files that a person chose to trust. Must never look
// one up anywhere, nor drop a revocation: two copies of one certificate are merged.

import { fail, succeed, type Failure, type Result } from "../model/failure.ts";
import { readArmor } from "../openpgp/armor.ts";
import { OpenpgpKeyring } from "../openpgp/keyring.ts";
import { readPackets } from "../openpgp/packets.ts";

/** Keys of all kinds, found by what a verdict calls their fingerprint. */
export interface Keyring {
  readonly openpgp: OpenpgpKeyring;
  /** Of certificates' primary keys, lower-case, in the order in which they were first seen. */
  readonly fingerprints: ReadonlySet<string>;
  /** What is said of a key's owner, by the owner: its first user ID. Shown, never counted. */
  owner(fingerprint: string): string | undefined;
}

/** A file of keys. */
export interface KeyFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/**
 * Reads keys, armored or binary, any number to a file. A file without any is a failure, and so is one that is damaged:
 * what is lost of it could be a revocation.
 */
export function readKeyring(files: readonly KeyFile[]): Result<Keyring> {
  const openpgp = new OpenpgpKeyring();
  const failures: Failure[] = [];
  for (const { name, content } of files) {
    const fault = addFile(openpgp, Buffer.from(content.buffer, content.byteOffset, content.byteLength));
    if (fault === undefined) continue;
    const hint = "gpg --armor --export FINGERPRINT writes a public key block; a folder of keys holds nothing else";
    failures.push(...fail("key-form", `Cannot read keys "${name}": ${fault}`, { hint }).failures);
  }
  if (failures.length > 0) return { ok: false, failures };
  openpgp.finish();
  return succeed({
    openpgp,
    fingerprints: new Set(openpgp.certificates.keys()),
    owner: (fingerprint) => openpgp.certificates.get(fingerprint)?.userIds[0],
  });
}

/** Gives what is wrong with a file, as the end of a sentence. */
function addFile(openpgp: OpenpgpKeyring, content: Buffer): string | undefined {
  if (isBinary(content)) return addPackets(openpgp, content);
  const blocks = readArmor(content.toString("latin1"));
  const keys = blocks.filter(({ kind }) => kind === "PGP PUBLIC KEY BLOCK" || kind === "PGP PRIVATE KEY BLOCK");
  if (keys.length === 0) return "it holds no public key";
  for (const { data } of keys) {
    const fault = data === undefined ? "a block of it is damaged, or has no end" : addPackets(openpgp, data);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function addPackets(openpgp: OpenpgpKeyring, bytes: Buffer): string | undefined {
  const { packets, fault } = readPackets(bytes);
  if (fault !== undefined) return `it is damaged: ${fault}`;
  const { taken, passedOver } = openpgp.add(packets);
  if (taken > 0) return undefined;
  return passedOver > 0
    ? "its keys are damaged, or of a version of OpenPGP other than 4 and 6"
    : "it holds no public key";
}

/** The first octet of a packet has its highest bit set, that of a text has not. */
export function isBinary(content: Buffer): boolean {
  return (content[0] ?? 0) >= 0x80;
}
