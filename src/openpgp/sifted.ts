// What is taken of a certificate that a stranger's server gave: what its owner signed, what keys that are here certified,
// and revocations. Anybody can add other signatures to a key there, as many as they like.

import type { Certificate, Component } from "./certificate.ts";
import { check } from "./check.ts";
import { newlyFramed } from "./certificate-bytes.ts";
import { idOf } from "./key.ts";
import type { OpenpgpKeyring } from "./keyring.ts";
import { PACKET } from "./packets.ts";
import { designatedRevokers } from "./revocation.ts";
import { subkeyData, userData } from "./self-signatures.ts";
import { issuersOf, namesKey, TYPE, type Signature } from "./signature.ts";

/** Revocations by designated revokers whose keys are not here, at the most. */
const MOST_UNCHECKED = 16;

/** Undefined when nothing of it is by its owner. */
export function sifted(given: Certificate, known: OpenpgpKeyring): Buffer | undefined {
  const primary = given.primary.of;
  let unchecked = 0;
  let owned = 0;
  let revokers: readonly string[] | undefined;
  const isKept = (signature: Signature, data: readonly Buffer[]): boolean => {
    const issuers = issuersOf(signature);
    if (namesKey(issuers, primary) && check(signature, primary, data) === "yes") {
      owned++;
      return true;
    }
    if (known.holders(issuers).some(({ key }) => check(signature, key, data) === "yes")) return true;
    if (signature.type !== TYPE.keyRevocation) return false;
    revokers ??= designatedRevokers(given);
    return revokers.some((by) => namesKey(issuers, { fingerprint: by, id: idOf(by) })) && unchecked++ < MOST_UNCHECKED;
  };
  const kept = (
    { signatures }: Pick<Component<unknown>, "signatures">,
    data: (signature: Signature) => readonly Buffer[],
  ): readonly Buffer[] =>
    signatures
      .filter((each) => isKept(each, data(each)))
      .map(({ body }) => newlyFramed({ type: PACKET.signature, body }));
  const bytes = [
    newlyFramed({ type: PACKET.publicKey, body: primary.body }),
    ...kept(given, () => [primary.hashed()]),
    ...given.users.flatMap((user) => {
      const own = kept(user, ({ version }) => userData(given, user.of, version));
      return own.length === 0 ? [] : [newlyFramed(user.of), ...own];
    }),
    ...given.subkeys.flatMap((subkey) => {
      const own = kept(subkey, () => subkeyData(given, subkey.of));
      return own.length === 0 ? [] : [newlyFramed({ type: PACKET.publicSubkey, body: subkey.of.body }), ...own];
    }),
  ];
  return owned === 0 ? undefined : Buffer.concat(bytes);
}
