// What a certificate's owner signed about it: which of those signatures are theirs, and which one counted at a time.
// Must never verify more of them than the question needs, nor one of them twice: a certificate may hold thousands.

import { bindsAt } from "./algorithms.ts";
import type { Certificate, Component, User } from "./certificate.ts";
import { check } from "./check.ts";
import type { Key } from "./key.ts";
import { PACKET } from "./packets.ts";
import { hasUnknownCritical, issuersOf, namesKey, PART, seconds, TYPE, type Signature } from "./signature.ts";

/** What signatures about a key, a user ID and a subkey hash before themselves (RFC 9580, section 5.2.4). */
export function userData({ primary }: Certificate, { type, body }: User, version: number): readonly Buffer[] {
  if (version === 3) return [primary.of.hashed(), body];
  const head = Buffer.from([type === PACKET.userId ? 0xb4 : 0xd1, 0, 0, 0, 0]);
  head.writeUInt32BE(body.length, 1);
  return [primary.of.hashed(), head, body];
}

export function subkeyData({ primary }: Certificate, subkey: Key): readonly Buffer[] {
  return [primary.of.hashed(), subkey.hashed()];
}

/** Each signature is about one thing of one certificate, so that an answer holds for ever. */
const OWNERS = new WeakMap<Signature, boolean>();

/** Whether the primary key made a signature that is about `data`. */
export function isByOwner({ primary }: Certificate, signature: Signature, data: () => readonly Buffer[]): boolean {
  let known = OWNERS.get(signature);
  if (known === undefined) {
    known = namesKey(issuersOf(signature), primary.of) && check(signature, primary.of, data()) === "yes";
    OWNERS.set(signature, known);
  }
  return known;
}

/** The signature of a kind that counts at a time. */
export interface Chosen {
  readonly signature: Signature;
  readonly created: number;
  /** None from before the time was there: it is the first one after. */
  readonly later: boolean;
  /** The signature itself had run out at the time, and none was there that had not. */
  readonly ranOut?: number;
}

/** The time that is asked about, and the last one that is known, both in seconds. */
export interface Moment {
  readonly at: number;
  readonly now: number;
}

/**
 * The newest of some signatures that was there at the time and had not run out. Owners certify their keys again, to
 * prolong them, and many programs then drop the older certifications: when none from before is there, the first one
 * after the time counts, as it is the same owner who vouches for the same key.
 */
export function choose(
  signatures: readonly Signature[],
  { at, now }: Moment,
  isOwners: (signature: Signature) => boolean,
): Chosen | undefined {
  const dated = signatures.flatMap((signature) => {
    const { created, hash } = signature;
    const counts = created !== undefined && bindsAt(hash, created) && !hasUnknownCritical(signature);
    return counts ? [{ signature, created }] : [];
  });
  dated.sort((a, b) => b.created - a.created);
  let ranOut: Chosen | undefined;
  for (const { signature, created } of dated) {
    if (created > at || !isOwners(signature)) continue;
    const lasts = seconds(signature, PART.signatureExpires);
    if (lasts === undefined || created + lasts > at) return { signature, created, later: false };
    ranOut ??= { signature, created, later: false, ranOut: created + lasts };
  }
  if (ranOut !== undefined) return ranOut;
  for (const { signature, created } of dated.reverse())
    if (created > at && created <= now && isOwners(signature)) return { signature, created, later: true };
  return undefined;
}

export function chooseDirect(certificate: Certificate, moment: Moment): Chosen | undefined {
  const data = (): readonly Buffer[] => [certificate.primary.of.hashed()];
  const direct = certificate.signatures.filter(({ type }) => type === TYPE.directKey);
  return choose(direct, moment, (signature) => isByOwner(certificate, signature, data));
}

export function chooseForUser(
  certificate: Certificate,
  { of, signatures }: Component<User>,
  moment: Moment,
): Chosen | undefined {
  const own = signatures.filter(({ type }) => CERTIFICATIONS.has(type));
  return choose(own, moment, (signature) =>
    isByOwner(certificate, signature, () => userData(certificate, of, signature.version)),
  );
}

export function chooseBinding(
  certificate: Certificate,
  { of, signatures }: Component<Key>,
  moment: Moment,
): Chosen | undefined {
  const own = signatures.filter(({ type }) => type === TYPE.subkeyBinding);
  return choose(own, moment, (signature) => isByOwner(certificate, signature, () => subkeyData(certificate, of)));
}

/** Whether the owner withdrew a user ID between its certification and the time. It is the name that went, not the key. */
export function isWithdrawn(
  certificate: Certificate,
  { of, signatures }: Component<User>,
  { certified, at }: { readonly certified: number; readonly at: number },
): boolean {
  return signatures.some(
    (signature) =>
      signature.type === TYPE.certificationRevocation &&
      signature.created !== undefined &&
      signature.created >= certified &&
      signature.created <= at &&
      isByOwner(certificate, signature, () => userData(certificate, of, signature.version)),
  );
}

export const CERTIFICATIONS: ReadonlySet<number> = new Set(TYPE.certifications);
