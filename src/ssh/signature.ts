// A signature of a file by an SSH key, as `ssh-keygen -Y sign` makes it (OpenSSH's PROTOCOL.sshsig). Must never take the
// namespace from anywhere but the signature: a signature for mail is none for files.

import { createHash } from "node:crypto";
import { readSshKey, type SshKey } from "./key.ts";
import { Wire, wireString } from "./wire.ts";

const MAGIC = "SSHSIG";

export interface SshSignature {
  /** Undefined for a type of key that is not known here, whose name is then `keyType`. */
  readonly key: SshKey | undefined;
  readonly keyType: string;
  readonly namespace: string;
  /** What the file's bytes are hashed by. That is not the digest which an RSA key signs. */
  readonly hash: string;
  /** What is signed, but for the file's digest at its end. */
  readonly head: Buffer;
  readonly signature: Buffer;
}

/** Whether bytes begin as a signature does that is not armored. */
export function isSshSignature(bytes: Buffer): boolean {
  return bytes.subarray(0, MAGIC.length).toString("latin1") === MAGIC;
}

/** Undefined for what breaks its form; `"version"` for another version than 1. */
export function readSshSignature(bytes: Buffer): SshSignature | "version" | undefined {
  const wire = new Wire(bytes);
  if (wire.take(MAGIC.length).toString("latin1") !== MAGIC) return undefined;
  if (wire.uint32() !== 1) return wire.broken ? undefined : "version";
  const blob = wire.string();
  const [namespace, reserved, hash, signature] = [wire.string(), wire.string(), wire.string(), wire.string()];
  if (!wire.done || namespace.length === 0) return undefined;
  return {
    key: readSshKey(blob),
    keyType: new Wire(blob).text(),
    namespace: namespace.toString(),
    hash: hash.toString(),
    head: Buffer.concat([Buffer.from(MAGIC), ...[namespace, reserved, hash].map(wireString)]),
    signature,
  };
}

/** What the key signed of a file; undefined for a digest that the format does not have. */
export function signedData({ hash, head }: SshSignature, content: Uint8Array): Buffer | undefined {
  if (hash !== "sha256" && hash !== "sha512") return undefined;
  return Buffer.concat([head, wireString(createHash(hash).update(content).digest())]);
}
