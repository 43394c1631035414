// The public keys that signatures are checked against, read from files that a person chose to trust. Must never look
// one up anywhere, nor drop a revocation: two copies of one certificate are merged.

import { fail, succeed, type Failure, type Result } from "../model/failure.ts";
import { readArmor } from "../openpgp/armor.ts";
import { isRevocation, KEY_BLOCKS, OpenpgpKeyring } from "../openpgp/keyring.ts";
import { isBinary, readPackets } from "../openpgp/packets.ts";
import { holdsSshKeys, readAllowedSigners, type AllowedSigner } from "../ssh/allowed-signers.ts";
import type { SshKey } from "../ssh/key.ts";
import type { SshKeyring } from "../ssh/keyring.ts";
import { holdsSignature, packetsOf } from "./signature-pieces.ts";
import { isRevocationList, readRevokedKeys, type RevokedKeys } from "../ssh/revoked-keys.ts";

/** Keys of all kinds, found by what a verdict calls their fingerprint. */
export interface Keyring {
  readonly openpgp: OpenpgpKeyring;
  readonly ssh: SshKeyring;
  /** Of certificates' primary keys, lower-case, and of SSH keys that may sign; in the order in which they were read. */
  readonly fingerprints: ReadonlySet<string>;
  /** What is said of a key's owner: its first user ID, or the names of allowed signers. Shown, never counted. */
  owner(fingerprint: string): string | undefined;
  /** Files of one public key that somebody signed: whose name such a signature's file begins with. */
  readonly signedSshKeys: readonly SignedSshKey[];
  /** Files that hold no key, and what is said of them, as the end of a sentence. */
  readonly passedOver: readonly { readonly name: string; readonly reason: string }[];
}

/** The file of one SSH public key, as `ssh-keygen` writes it, and what may be OpenPGP signatures over it: not verified. */
export interface SignedSshKey {
  readonly key: SshKey;
  readonly content: Uint8Array;
  readonly signatures: readonly KeyFile[];
}

/** A file of keys. */
export interface KeyFile {
  readonly name: string;
  readonly content: Uint8Array;
  /** It holds SSH keys that were revoked. */
  readonly revoked?: boolean;
  /** It lay in a folder and was not named itself: without any key, it is passed over. */
  readonly found?: boolean;
}

/**
 * Reads keys, any number to a file: OpenPGP certificates, armored or binary; allowed signers, public keys and lists of
 * revoked keys of SSH; signatures over the file of one such key, by whose name theirs begin (`id.pub`, `id.pub.asc`). A
 * file without any is a failure, and so is one that is damaged: what is lost of it could be a revocation.
 */
export function readKeyring(files: readonly KeyFile[]): Result<Keyring> {
  const reader = new KeyringReader();
  const failures: Failure[] = [];
  const passedOver: { name: string; reason: string }[] = [];
  const bare = signedKeysAmong(files);
  const signatures = new Set(bare.flatMap((each) => each.signatures));
  for (const file of files) {
    if (signatures.has(file)) continue;
    const fault = reader.add(file);
    for (const reason of reader.notes.splice(0)) passedOver.push({ name: file.name, reason });
    if ((fault === NONE || fault === OTHER_VERSION) && file.found === true)
      passedOver.push({ name: file.name, reason: fault });
    else if (fault !== undefined)
      failures.push(...fail("key-form", `Cannot read keys "${file.name}": ${fault}`, { hint: HINT }).failures);
  }
  if (failures.length > 0) return { ok: false, failures };
  return succeed({ ...reader.finish(), signedSshKeys: bare, passedOver });
}

/** Of the files those of one plain SSH key, beside which files of signatures lie whose names begin with theirs. */
export function signedKeysAmong(files: readonly KeyFile[]): readonly SignedSshKey[] {
  const bare = new Map(files.flatMap((file) => (isPublicKeyFile(file) ? [[file.name, file] as const] : [])));
  const beside = new Map<KeyFile, KeyFile[]>();
  for (const file of bare.size === 0 ? [] : files) {
    const end = file.name.lastIndexOf(".pub.");
    const own = end < 0 ? undefined : bare.get(file.name.slice(0, end + ".pub".length));
    if (own === undefined || !isSignature(file.content)) continue;
    const list = beside.get(own);
    if (list === undefined) beside.set(own, [file]);
    else list.push(file);
  }
  return [...beside].flatMap(([file, signatures]) => {
    const key = plainKeyOf(file.content);
    return key === undefined ? [] : [{ key, content: file.content, signatures }];
  });
}

const isPublicKeyFile = ({ name, revoked }: KeyFile): boolean => name.endsWith(".pub") && revoked !== true;

/** A revocation that stands alone is one too in its form, and belongs to a key. */
function isSignature(content: Uint8Array): boolean {
  return holdsSignature(content) && !packetsOf(content).some(isRevocation);
}

/** The key that a file has, and nothing else: a line with names says whom others take it for. */
function plainKeyOf(content: Uint8Array): SshKey | undefined {
  const { signers, faults } = readAllowedSigners(Buffer.from(content).toString("utf8"));
  const [only, more] = signers;
  const isPlain = only !== undefined && more === undefined && faults.length === 0 && only.principals === "";
  return isPlain && only.key.certificate === undefined ? only.key : undefined;
}

const NONE = "it holds no public key";
const OF_OTHERS = "of a version of OpenPGP other than 4 and 6";
/** Nothing that it signs can be judged here, so that nothing is lost with it. */
const OTHER_VERSION = `its keys are ${OF_OTHERS}`;
const HINT = "gpg --armor --export FINGERPRINT writes a public key block; an SSH key's is in its .pub file";

class KeyringReader {
  readonly #openpgp = new OpenpgpKeyring();
  readonly #signers: AllowedSigner[] = [];
  readonly #revoked: RevokedKeys[] = [];
  /** What was left out of the last file, as the end of a sentence. */
  readonly notes: string[] = [];

  /** Gives what is wrong with a file, as the end of a sentence. */
  add({ content, revoked }: KeyFile): string | undefined {
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    if (revoked === true || isRevocationList(bytes)) {
      const list = readRevokedKeys(bytes);
      if (typeof list === "string") return list;
      this.#revoked.push(list);
      return undefined;
    }
    if (isBinary(bytes)) return this.#packets(bytes);
    const text = bytes.toString("latin1");
    const blocks = readArmor(text);
    const keys = blocks.filter(({ kind }) => KEY_BLOCKS.has(kind));
    if (keys.length === 0) return holdsSshKeys(text) ? this.#allowed(bytes.toString("utf8")) : NONE;
    let fault: string | undefined = NONE;
    let some = false;
    for (const { data } of keys) {
      if (data === undefined) return "a block of it is damaged, or has no end";
      const own = this.#packets(data);
      if (own === undefined) some = true;
      else if (own === NONE || own === OTHER_VERSION) fault = own;
      else return own;
    }
    return some ? undefined : fault;
  }

  #packets(bytes: Buffer): string | undefined {
    const { packets, fault } = readPackets(bytes);
    if (fault !== undefined) return `it is damaged: ${fault}`;
    const { taken, unknown, damaged } = this.#openpgp.add(packets);
    if (taken > 0) {
      if (unknown + damaged > 0) this.notes.push(`${unknown + damaged} of its keys are damaged, or ${OF_OTHERS}`);
      return undefined;
    }
    if (damaged > 0) return "its keys are damaged";
    return unknown > 0 ? OTHER_VERSION : NONE;
  }

  #allowed(text: string): string | undefined {
    const { signers, faults } = readAllowedSigners(text);
    const [first] = faults;
    if (first !== undefined) return `in line ${first.line}, ${first.fault}`;
    this.#signers.push(...signers);
    return undefined;
  }

  finish(): Omit<Keyring, "passedOver" | "signedSshKeys"> {
    const openpgp = this.#openpgp;
    const signers = this.#signers;
    openpgp.finish();
    const own = signers.filter(({ isAuthority }) => !isAuthority);
    return {
      openpgp,
      ssh: { signers, revoked: this.#revoked },
      fingerprints: new Set([...openpgp.certificates.keys(), ...own.map(({ key }) => key.fingerprint)]),
      owner: (fingerprint) =>
        openpgp.certificates.get(fingerprint)?.userIds[0] ??
        own.find(({ key, principals }) => key.fingerprint === fingerprint && principals !== "")?.principals,
    };
  }
}
