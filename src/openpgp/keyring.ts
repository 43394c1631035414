// Many certificates, found by the keys that are in them. Must never read more of one than its keys until somebody asks,
// nor look one up anywhere.

import { Certificate } from "./certificate.ts";
import { idOf, isKnownVersion, readKey, type Key } from "./key.ts";
import { PACKET, Packet } from "./packets.ts";
import { signatureType, TYPE, type Issuers } from "./signature.ts";

/** A key with the certificate that holds it. */
export interface Holder {
  readonly certificate: Certificate;
  readonly key: Key;
}

export class OpenpgpKeyring {
  /** By the primary key's fingerprint, in the order in which they were first seen. */
  readonly certificates = new Map<string, Certificate>();
  readonly #byId = new Map<string, Holder[]>();
  readonly #indexed = new Map<Certificate, number>();
  /** Revocations that stood in a file of their own, as `gpg --gen-revoke` writes one. */
  readonly #alone: Buffer[] = [];

  /**
   * Takes the certificates and revocations of a file's packets. Gives how many there were, how many certificates are of
   * a version that is not known here, and how many are damaged.
   */
  add(packets: readonly Packet[]): { readonly taken: number; readonly unknown: number; readonly damaged: number } {
    let [taken, unknown, damaged] = [0, 0, 0];
    let current: Packet[] | undefined;
    for (const [index, packet] of packets.entries()) {
      if (packet.type === PACKET.publicKey || packet.type === PACKET.secretKey) {
        const key = readKey(packet.body);
        current = [];
        if (key === undefined && isKnownVersion(packet.body[0])) damaged++;
        else if (key === undefined) unknown++;
        else {
          this.#certificate(key).add(current);
          taken++;
        }
      } else if (current !== undefined) current.push(packet);
      else if (index === 0 && isRevocation(packet)) {
        this.#alone.push(packet.body);
        taken++;
      }
    }
    return { taken, unknown, damaged };
  }

  /** To be called once after all was added: subkeys are indexed, revocations given to whom they name. */
  finish(): void {
    for (const certificate of this.certificates.values()) this.#index(certificate);
    const alone = this.#alone.splice(0).map((body) => Packet.of(PACKET.signature, body));
    // It says who made it, and not whose key it revokes: a designated revoker's may be about any. Whoever asks about a
    // certificate finds out.
    if (alone.length > 0) for (const certificate of this.certificates.values()) certificate.add(alone);
  }

  /** The keys that a signature may be by. With a fingerprint that the signer signed, those of that one alone. */
  holders(issuers: Issuers): readonly Holder[] {
    if (issuers.fingerprint !== undefined) return this.#byFingerprint(issuers.fingerprint);
    const found = new Set<Holder>();
    for (const id of issuers.ids) for (const holder of this.#byId.get(id) ?? []) found.add(holder);
    for (const each of issuers.looseFingerprints) for (const holder of this.#byFingerprint(each)) found.add(holder);
    return [...found];
  }

  #byFingerprint(fingerprint: string): readonly Holder[] {
    return (this.#byId.get(idOf(fingerprint)) ?? []).filter(({ key }) => key.fingerprint === fingerprint);
  }

  #certificate(key: Key): Certificate {
    const known = this.certificates.get(key.fingerprint);
    if (known !== undefined) return known;
    const certificate = new Certificate(key);
    this.certificates.set(key.fingerprint, certificate);
    return certificate;
  }

  #index(certificate: Certificate): void {
    const { keys } = certificate;
    for (const key of keys.slice(this.#indexed.get(certificate) ?? 0)) {
      const holders = this.#byId.get(key.id);
      if (holders === undefined) this.#byId.set(key.id, [{ certificate, key }]);
      else holders.push({ certificate, key });
    }
    this.#indexed.set(certificate, keys.length);
  }
}

export function isRevocation({ type, body }: Packet): boolean {
  return type === PACKET.signature && signatureType(body) === TYPE.keyRevocation;
}

/** The kinds of armored blocks with such packets: gpg armors a revocation alone as a key, others as a signature. */
export const KEY_BLOCKS: ReadonlySet<string> = new Set([
  "PGP PUBLIC KEY BLOCK",
  "PGP PRIVATE KEY BLOCK",
  "PGP SIGNATURE",
]);
