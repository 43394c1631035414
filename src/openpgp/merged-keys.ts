// Copies of certificates merged into one form each: whatever came in which order, in which parts, gives the same bytes.
// Must never lose a revocation, also one that came alone and whose key is not here; nor keep a secret.

import { readArmor } from "./armor.ts";
import { newlyFramed } from "./certificate-bytes.ts";
import type { Certificate, Component } from "./certificate.ts";
import { check } from "./check.ts";
import { isRevocation, KEY_BLOCKS, OpenpgpKeyring } from "./keyring.ts";
import { isBinary, PACKET, Packet, readPackets } from "./packets.ts";
import { issuersOf, namesKey, readSignature } from "./signature.ts";

export interface Merged {
  /** Binary, by fingerprints of primary keys. */
  readonly certificates: ReadonlyMap<string, Buffer>;
  /** Bodies of revocations that came alone, and by none of those keys. */
  readonly alone: readonly Buffer[];
}

/** Merges certificates and revocations of files, armored or binary. */
export class KeyMerger {
  readonly #keyring = new OpenpgpKeyring();
  readonly #alone: Buffer[] = [];

  /** Gives what is wrong with a file, as the end of a sentence; what could be read of it is taken all the same. */
  add(content: Buffer): string | undefined {
    if (isBinary(content)) return this.#packets(content);
    const blocks = readArmor(content.toString("latin1")).filter(({ kind }) => KEY_BLOCKS.has(kind));
    if (blocks.length === 0) return "it holds no OpenPGP key";
    const faults = blocks.map(({ data }) =>
      data === undefined ? "a block of it is damaged, or has no end" : this.#packets(data),
    );
    return faults.find((fault) => fault !== undefined);
  }

  #packets(bytes: Buffer): string | undefined {
    const { packets, fault } = readPackets(bytes);
    const start = packets.findIndex(({ type }) => type === PACKET.publicKey || type === PACKET.secretKey);
    const before = start < 0 ? packets : packets.slice(0, start);
    const alone = before.filter(isRevocation);
    this.#alone.push(...alone.map(({ body }) => body));
    const { taken, unknown, damaged } = this.#keyring.add(start < 0 ? [] : packets.slice(start));
    if (fault !== undefined) return `it is damaged: ${fault}`;
    if (damaged > 0) return "a key of it is damaged";
    if (unknown > 0) return "a key of it is of a version of OpenPGP other than 4 and 6";
    return taken + alone.length === 0 ? "it holds no OpenPGP key" : undefined;
  }

  finish(): Merged {
    const { certificates } = this.#keyring;
    const left = this.#alone.filter((body) => {
      const owners = [...certificates.values()].filter((certificate) => isRevokedBy(certificate, body));
      for (const owner of owners) owner.add([Packet.of(PACKET.signature, body)]);
      return owners.length === 0;
    });
    return {
      certificates: new Map([...certificates].map(([fingerprint, each]) => [fingerprint, canonical(each)])),
      alone: [...new Map(left.map((body) => [body.toString("latin1"), body])).values()].sort(Buffer.compare),
    };
  }
}

/** By its own key: a designated revoker's stays alone, and is asked about with all keys. */
function isRevokedBy({ primary }: Certificate, body: Buffer): boolean {
  const read = readSignature(body);
  if (typeof read !== "object" || !namesKey(issuersOf(read), primary.of)) return false;
  return check(read, primary.of, [primary.of.hashed()]) === "yes";
}

/**
 * The primary key and what is signed about it; user IDs, then attributes, then subkeys, each with its signatures; all of
 * a kind sorted by their bytes. Packets that say nothing about the key (trust, padding) are left out.
 */
function canonical(certificate: Certificate): Buffer {
  const { primary, users, subkeys } = certificate;
  const parts = [
    ...users.map((user) => ({ type: user.of.type, body: user.of.body, component: user })),
    ...subkeys.map((subkey) => ({ type: PACKET.publicSubkey, body: subkey.of.body, component: subkey })),
  ];
  const sorted = [PACKET.userId, PACKET.userAttribute, PACKET.publicSubkey].flatMap((wanted) =>
    parts.filter(({ type }) => type === wanted).sort((a, b) => Buffer.compare(a.body, b.body)),
  );
  return Buffer.concat([
    newlyFramed({ type: PACKET.publicKey, body: primary.of.body }),
    ...signaturesOf(primary),
    ...sorted.flatMap(({ type, body, component }) => [newlyFramed({ type, body }), ...signaturesOf(component)]),
  ]);
}

function signaturesOf(component: Pick<Component<unknown>, "bodies">): readonly Buffer[] {
  return [...component.bodies].sort(Buffer.compare).map((body) => newlyFramed({ type: PACKET.signature, body }));
}
