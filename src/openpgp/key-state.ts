// How a certificate stands at a time, for a person who keeps it: when it ends, whether it was revoked, what it rests on,
// which proofs of identity its owner signed into it. Must never judge a signature by it: fitness.ts does that.

import { SHA1 } from "./algorithms.ts";
import type { Certificate } from "./certificate.ts";
import { primaryStanding } from "./fitness.ts";
import type { OpenpgpKeyring } from "./keyring.ts";
import { revocationsOf } from "./revocation.ts";
import { chooseDirect, chooseForUser } from "./self-signatures.ts";
import { PART, type Signature } from "./signature.ts";

export interface KeyState {
  /** Seconds since 1970; Infinity for never. Undefined when nothing that counts holds it together. */
  readonly expires: number | undefined;
  readonly revoked?: { readonly created: number; readonly hard: boolean };
  /** Some signature that it stands on is SHA-1. */
  readonly restsOnSha1: boolean;
  readonly proofs: readonly string[];
}

export function keyState(certificate: Certificate, at: number, keyring: OpenpgpKeyring): KeyState {
  const standing = primaryStanding(certificate, { at, now: at });
  const { found } = revocationsOf(certificate, keyring);
  const revoked = found.filter(({ hard, created }) => hard || created <= at).sort((a, b) => a.created - b.created);
  const hard = revoked.find((each) => each.hard) ?? revoked[0];
  return {
    expires: "unfit" in standing ? undefined : standing.expires,
    ...(hard === undefined ? {} : { revoked: { created: hard.created, hard: hard.hard } }),
    restsOnSha1: !("unfit" in standing) && standing.by.some(({ hash }) => hash === SHA1),
    proofs: proofsOf(certificate, at),
  };
}

/** Names of the notations that hold a proof, the older one last. */
const PROOF_NAMES: ReadonlySet<string> = new Set(["proof@ariadne.id", "proof@metacode.biz"]);

/** In the newest signatures that count of the key and of each of its user IDs. */
function proofsOf(certificate: Certificate, at: number): readonly string[] {
  const moment = { at, now: at };
  const chosen = [
    chooseDirect(certificate, moment),
    ...certificate.users.map((user) => chooseForUser(certificate, user, moment)),
  ];
  const all = chosen.flatMap((each) => (each === undefined ? [] : notations(each.signature)));
  return [...new Set(all.flatMap(({ name, value }) => (PROOF_NAMES.has(name) ? [value] : [])))];
}

/** Those that the signer signed (RFC 9580, section 5.2.3.24): four octets of flags, two lengths, a name, a value. */
function notations({ parts }: Signature): readonly { readonly name: string; readonly value: string }[] {
  return parts.flatMap(({ type, data }) => {
    if (type !== PART.notation || data.length < 8) return [];
    const [name, value] = [data.readUInt16BE(4), data.readUInt16BE(6)];
    if (data.length !== 8 + name + value) return [];
    return [{ name: data.toString("utf8", 8, 8 + name), value: data.toString("utf8", 8 + name) }];
  });
}
