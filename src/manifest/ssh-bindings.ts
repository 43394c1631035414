// Which certificates vouch for which SSH keys, and by what: a signature over the file of the public key, or a subkey for
// logging in that is the same key. Must never call either more than it is: the word of who holds the certificate.

import type { Vouching } from "../model/vouching.ts";
import { authenticationKeys } from "../openpgp/authentication.ts";
import type { Key } from "../openpgp/key.ts";
import { asSshKey } from "../ssh/from-public-key.ts";
import type { SshKey } from "../ssh/key.ts";
import { isRevoked } from "../ssh/revoked-keys.ts";
import type { Keyring } from "./keyring.ts";
import { verifySignatureFile } from "./verify-signature.ts";

/** Bindings of the SSH keys that are named, as of `at`; of each key and certificate one, the oldest. */
export function sshBindings(keys: Keyring, names: ReadonlySet<string>, at: Date): readonly Vouching[] {
  if (names.size === 0) return [];
  const wanted = (key: SshKey): boolean =>
    names.has(key.fingerprint) && !keys.ssh.revoked.some((list) => isRevoked(key, list));
  const oldest = new Map<string, Vouching>();
  for (const binding of [...sameKeys(keys, wanted, at), ...signedFiles(keys, wanted, at)]) {
    const name = `${binding.key} ${binding.certificate}`;
    const known = oldest.get(name);
    if (known === undefined || binding.since < known.since) oldest.set(name, binding);
  }
  return [...oldest.values()];
}

type Wanted = (key: SshKey) => boolean;

function* sameKeys({ openpgp }: Keyring, wanted: Wanted, at: Date): Iterable<Vouching> {
  const question = { at: Math.floor(at.getTime() / 1000), keyring: openpgp };
  for (const [certificate, whole] of openpgp.certificates) {
    const named = new Map<Key, string>();
    const isAsked = (key: Key): boolean => {
      const own = key.object === undefined ? undefined : asSshKey(key.object);
      if (own === undefined || !wanted(own)) return false;
      named.set(key, own.fingerprint);
      return true;
    };
    for (const { key, since } of authenticationKeys(whole, question, isAsked))
      yield { key: named.get(key)!, certificate, how: "same-key", since };
  }
}

function* signedFiles(keys: Keyring, wanted: Wanted, at: Date): Iterable<Vouching> {
  for (const { key, content, signatures } of keys.signedSshKeys) {
    if (!wanted(key)) continue;
    for (const file of signatures)
      for (const { kind, status, fingerprint, created } of verifySignatureFile({ content, keys, now: at }, file))
        if (kind === "openpgp" && status === "good" && fingerprint !== undefined && created !== undefined)
          yield { key: key.fingerprint, certificate: fingerprint, how: "signed", since: Date.parse(created) / 1000 };
  }
}
