// Lists of revoked SSH keys: as OpenSSH's binary list (PROTOCOL.krl), or as a plain file of public keys. Must never pass
// over a part that it does not understand: who cannot be sure must not believe a key.

import { createHash } from "node:crypto";
import { readAllowedSigners } from "./allowed-signers.ts";
import type { SshKey } from "./key.ts";
import { Wire } from "./wire.ts";

const MAGIC = "SSHKRL\n\0";

/** Certificates of one authority that were revoked; of all of them, where the authority is not said. */
interface RevokedCertificates {
  readonly authority: Buffer;
  readonly serials: readonly (readonly [from: bigint, to: bigint])[];
  readonly ids: ReadonlySet<string>;
}

export interface RevokedKeys {
  /** Keys alone, in base64. */
  readonly blobs: ReadonlySet<string>;
  /** Digests of keys, "sha1 " or "sha256 " before the base64. */
  readonly digests: ReadonlySet<string>;
  readonly certificates: readonly RevokedCertificates[];
}

export function isRevocationList(bytes: Buffer): boolean {
  return bytes.subarray(0, MAGIC.length).toString("latin1") === MAGIC;
}

/** Reads a list of either kind, or says what is wrong with it, as the end of a sentence. */
export function readRevokedKeys(bytes: Buffer): RevokedKeys | string {
  if (isRevocationList(bytes)) return readBinary(bytes);
  const { signers, faults } = readAllowedSigners(bytes.toString("utf8"));
  const [first] = faults;
  if (first !== undefined) return `in line ${first.line}, ${first.fault}`;
  return {
    blobs: new Set(signers.map(({ key }) => key.blob.toString("base64"))),
    digests: new Set(),
    certificates: [],
  };
}

/** Whether a key is revoked, or the certificate that it came with, or whoever certified it. */
export function isRevoked(key: SshKey, { blobs, digests, certificates }: RevokedKeys): boolean {
  const { blob, certificate } = key;
  const digest = (name: string): string => `${name} ${createHash(name).update(blob).digest("base64")}`;
  if (blobs.has(blob.toString("base64")) || digests.has(digest("sha256")) || digests.has(digest("sha1"))) return true;
  if (certificate === undefined) return false;
  if (isRevoked(certificate.authority, { blobs, digests, certificates })) return true;
  return certificates.some(
    ({ authority, serials, ids }) =>
      (authority.length === 0 || authority.equals(certificate.authority.blob)) &&
      (ids.has(certificate.id.toString("latin1")) ||
        // Serial 0 is that of certificates without one.
        (certificate.serial !== 0n &&
          serials.some(([from, to]) => from <= certificate.serial && certificate.serial <= to))),
  );
}

function readBinary(bytes: Buffer): RevokedKeys | string {
  const wire = new Wire(bytes);
  wire.take(MAGIC.length);
  if (wire.uint32() !== 1) return "its list of revoked keys is of another version than 1";
  wire.take(8 + 8 + 8);
  wire.string();
  wire.string();
  const blobs = new Set<string>();
  const digests = new Set<string>();
  const certificates: RevokedCertificates[] = [];
  while (wire.more) {
    const type = wire.byte();
    const section = wire.string();
    const own = new Wire(section);
    const strings = (): readonly string[] => restOf(own).map((each) => each.toString("base64"));
    if (type === 1) {
      const read = readCertificates(own);
      if (typeof read === "string") return read;
      certificates.push(read);
    } else if (type === 2) for (const blob of strings()) blobs.add(blob);
    else if (type === 3) for (const each of strings()) digests.add(`sha1 ${each}`);
    // A signature of the list, by a key whom nobody here was told to believe; nothing but others follows it.
    else if (type === 4) break;
    else if (type === 5) for (const each of strings()) digests.add(`sha256 ${each}`);
    else if (type !== 255) return `its list of revoked keys has a section of type ${type}, which is not known`;
    else {
      own.string();
      if (own.byte() !== 0) return "its list of revoked keys has a critical extension";
    }
    if (own.broken) return "its list of revoked keys is cut off";
  }
  return wire.broken ? "its list of revoked keys is cut off" : { blobs, digests, certificates };
}

function restOf(wire: Wire): readonly Buffer[] {
  const found: Buffer[] = [];
  while (wire.more) found.push(wire.string());
  return found;
}

const MOST_BITS = 1 << 20;

function readCertificates(wire: Wire): RevokedCertificates | string {
  const authority = wire.string();
  wire.string();
  const serials: (readonly [bigint, bigint])[] = [];
  const ids = new Set<string>();
  while (wire.more) {
    const type = wire.byte();
    const section = wire.string();
    const own = new Wire(section);
    if (type === 0x20)
      while (own.more) {
        const serial = own.uint64();
        serials.push([serial, serial]);
      }
    else if (type === 0x21) serials.push([own.uint64(), own.uint64()]);
    else if (type === 0x22) {
      const offset = own.uint64();
      const bits = own.number();
      if (bits.length * 8 > MOST_BITS) return "its list of revoked keys has a map of too many serial numbers";
      for (let bit = 0; bit < bits.length * 8; bit++)
        if (((bits[bits.length - 1 - (bit >> 3)]! >> (bit & 7)) & 1) === 1)
          serials.push([offset + BigInt(bit), offset + BigInt(bit)]);
    } else if (type === 0x23) for (const id of restOf(own)) ids.add(id.toString("latin1"));
    else if (type !== 0x39) return `its list of revoked certificates has a section of type ${type}, which is not known`;
    else {
      own.string();
      if (own.byte() !== 0) return "its list of revoked certificates has a critical extension";
    }
    if (own.broken) return "its list of revoked certificates is cut off";
  }
  return wire.broken ? "its list of revoked certificates is cut off" : { authority, serials, ids };
}
