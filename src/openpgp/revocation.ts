// Who revoked a key, when and why: its owner, or somebody whom the owner named for it (RFC 9580, sections 5.2.3.23 and
// 5.2.3.31). Must never leave out a revocation for its digest or its place: who cannot be sure must not believe the key.

import { bindsAt } from "./algorithms.ts";
import type { Certificate, Component } from "./certificate.ts";
import { check } from "./check.ts";
import { idOf, type Key } from "./key.ts";
import type { OpenpgpKeyring } from "./keyring.ts";
import { CERTIFICATIONS, isByOwner, subkeyData, userData } from "./self-signatures.ts";
import { find, issuersOf, namesKey, PART, TYPE, type Signature } from "./signature.ts";

export interface Revocation {
  /** Seconds since 1970. */
  readonly created: number;
  /** It voids all that the key ever signed: it was compromised, or no reason is given. */
  readonly hard: boolean;
  /** The fingerprint of the designated revoker, when it was not the owner. */
  readonly by?: string;
}

export interface Revocations {
  readonly found: readonly Revocation[];
  /** Designated revokers who seem to have revoked it, but whose certificates are not at hand. */
  readonly unchecked: readonly string[];
}

const KNOWN = new WeakMap<object, { readonly keyring: OpenpgpKeyring; readonly revocations: Revocations }>();

/** Revocations of the primary key, and with it of all of the certificate. */
export function revocationsOf(certificate: Certificate, keyring: OpenpgpKeyring): Revocations {
  return once(certificate, keyring, () => {
    const revoking = certificate.signatures.filter(({ type }) => type === TYPE.keyRevocation);
    return judge(certificate, keyring, { revoking, data: [certificate.primary.of.hashed()] });
  });
}

/** Revocations of a subkey alone. */
export function revocationsOfSubkey(
  certificate: Certificate,
  subkey: Component<Key>,
  keyring: OpenpgpKeyring,
): Revocations {
  return once(subkey, keyring, () => {
    const revoking = subkey.signatures.filter(({ type }) => type === TYPE.subkeyRevocation);
    return judge(certificate, keyring, { revoking, data: subkeyData(certificate, subkey.of) });
  });
}

function once(of: object, keyring: OpenpgpKeyring, find: () => Revocations): Revocations {
  const known = KNOWN.get(of);
  if (known?.keyring === keyring) return known.revocations;
  const revocations = find();
  KNOWN.set(of, { keyring, revocations });
  return revocations;
}

function judge(
  certificate: Certificate,
  keyring: OpenpgpKeyring,
  { revoking, data }: { readonly revoking: readonly Signature[]; readonly data: readonly Buffer[] },
): Revocations {
  const found: Revocation[] = [];
  const unchecked = new Set<string>();
  let revokers: readonly string[] | undefined;
  for (const signature of revoking) {
    const facts = { created: signature.created ?? 0, hard: isHard(signature) };
    if (isByOwner(certificate, signature, () => data)) {
      found.push(facts);
      continue;
    }
    const issuers = issuersOf(signature);
    revokers ??= designatedRevokers(certificate);
    for (const by of revokers) {
      if (!namesKey(issuers, { fingerprint: by, id: idOf(by) })) continue;
      const revoker = keyring.certificates.get(by);
      if (revoker === undefined) unchecked.add(by);
      else if (check(signature, revoker.primary.of, data) === "yes") found.push({ ...facts, by });
    }
  }
  return { found, unchecked: [...unchecked] };
}

/** Superseded, retired, or its user ID no longer right: what was signed before stays. */
const SOFT: ReadonlySet<number | undefined> = new Set([1, 3, 32]);

function isHard({ parts }: Signature): boolean {
  return !SOFT.has(find(parts, PART.revocationReason)?.[0]);
}

/** All that the owner ever named: to take a revoker back is not possible. */
export function designatedRevokers(certificate: Certificate): readonly string[] {
  const own = [
    ...certificate.signatures
      .filter(({ type }) => type === TYPE.directKey)
      .map((signature) => ({ signature, data: () => [certificate.primary.of.hashed()] })),
    ...certificate.users.flatMap(({ of, signatures }) =>
      signatures
        .filter(({ type }) => CERTIFICATIONS.has(type))
        .map((signature) => ({ signature, data: () => userData(certificate, of, signature.version) })),
    ),
  ];
  const revokers = own.flatMap(({ signature, data }) => {
    const named = signature.parts.filter(({ type, data: part }) => type === PART.revocationKey && part.length >= 22);
    if (named.length === 0 || !bindsAt(signature.hash, signature.created ?? 0)) return [];
    // The first octet has its highest bit set, the second is the algorithm; then comes the fingerprint.
    return isByOwner(certificate, signature, data)
      ? named.filter(({ data: part }) => part[0]! >= 0x80).map(({ data: part }) => part.subarray(2).toString("hex"))
      : [];
  });
  return [...new Set(revokers)];
}
