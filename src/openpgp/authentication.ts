// The keys of a certificate that its owner made for logging in (RFC 9580, section 5.2.3.29), as of a time: SSH knows the
// same keys by names of its own. Must never say that such a key agreed: it signs nothing of its own about where it belongs.

import type { Certificate } from "./certificate.ts";
import { keyFlags, primaryStanding, subkeyEnd, weakness } from "./fitness.ts";
import type { Key } from "./key.ts";
import type { OpenpgpKeyring } from "./keyring.ts";
import { revocationsOf, revocationsOfSubkey, type Revocations } from "./revocation.ts";
import { chooseBinding } from "./self-signatures.ts";

const FLAG_AUTHENTICATE = 0x20;

export interface AuthenticationKey {
  readonly key: Key;
  /** When the owner said so, of the signature that counts: seconds since 1970. */
  readonly since: number;
}

/** `at` is in seconds since 1970. `isAsked` is asked first: what a key stands on is dear to find out. */
export function authenticationKeys(
  certificate: Certificate,
  { at, keyring }: { readonly at: number; readonly keyring: OpenpgpKeyring },
  isAsked: (key: Key) => boolean,
): readonly AuthenticationKey[] {
  const isRevoked = ({ found }: Revocations): boolean => found.some(({ hard, created }) => hard || created <= at);
  if (weakness(certificate.primary.of) !== undefined) return [];
  const asked = certificate.keys.filter((key) => weakness(key) === undefined && isAsked(key));
  if (asked.length === 0 || isRevoked(revocationsOf(certificate, keyring))) return [];
  const moment = { at, now: at };
  const whole = primaryStanding(certificate, moment);
  if ("unfit" in whole || whole.expires <= at) return [];
  return asked.flatMap((key) => {
    const subkey = certificate.subkeys.find(({ of }) => of === key);
    if (subkey === undefined) {
      const since = whole.by[0]?.created;
      return since !== undefined && isFor(keyFlags(whole.by)) ? [{ key, since }] : [];
    }
    const binding = chooseBinding(certificate, subkey, moment);
    if (binding === undefined || subkeyEnd(key, binding) <= at) return [];
    if (!isFor(keyFlags([binding.signature]))) return [];
    return isRevoked(revocationsOfSubkey(certificate, subkey, keyring)) ? [] : [{ key, since: binding.created }];
  });
}

const isFor = (flags: Buffer | undefined): boolean => ((flags?.[0] ?? 0) & FLAG_AUTHENTICATE) !== 0;
