// Whether a key was fit to make a signature at the time that the signature gives, and what became of the key since.
// Expiry must never void an older signature; a revocation for compromise must void all. An answer never depends on which
// question was asked before.

import { bindsAt, SHA1, SIGNS } from "./algorithms.ts";
import type { Certificate, Component } from "./certificate.ts";
import { check } from "./check.ts";
import type { Key } from "./key.ts";
import type { Holder, OpenpgpKeyring } from "./keyring.ts";
import { revocationsOf, revocationsOfSubkey, type Revocations } from "./revocation.ts";
import {
  chooseBinding,
  chooseDirect,
  chooseForUser,
  isWithdrawn,
  subkeyData,
  type Chosen,
  type Moment,
} from "./self-signatures.ts";
import { find, PART, readSignature, seconds, TYPE, type Signature } from "./signature.ts";

export type Fitness =
  | { readonly state: "fit"; readonly notes: readonly string[] }
  | { readonly state: "expired-key" | "revoked" | "unfit-key"; readonly says: string };

/** `moment.at` is the time that the signature gives. */
export function fitness({ certificate, key }: Holder, moment: Moment, keyring: OpenpgpKeyring): Fitness {
  const subkey = certificate.subkeys.find(({ of }) => of === key);
  const revocations = [
    revocationsOf(certificate, keyring),
    ...(subkey === undefined ? [] : [revocationsOfSubkey(certificate, subkey, keyring)]),
  ];
  const revoked = revocations.flatMap(({ found }) => found);
  const hard = revoked.find((each) => each.hard);
  if (hard !== undefined)
    return {
      state: "revoked",
      says: `its key was revoked as compromised (or for no stated reason)${whoRevoked(hard.by)}, which voids all its signatures`,
    };
  const soft = revoked.find(({ created }) => created <= moment.at);
  if (soft !== undefined)
    return { state: "revoked", says: `its key had been revoked${whoRevoked(soft.by)} before it was made` };
  const standing =
    subkey === undefined ? primaryStanding(certificate, moment) : subkeyStanding(certificate, subkey, moment);
  if ("unfit" in standing) return { state: "unfit-key", says: `its key may not sign: ${standing.unfit}` };
  if (standing.expires <= moment.at)
    return { state: "expired-key", says: `its key expired at ${when(standing.expires)}, before it was made` };
  if (standing.barred !== undefined) return { state: "unfit-key", says: `its key may not sign: ${standing.barred}` };
  return {
    state: "fit",
    notes: [...laterNotes({ certificate, subkey, standing }, moment), ...revocationNotes(revocations, moment)],
  };
}

const whoRevoked = (by: string | undefined): string => (by === undefined ? "" : ` by its designated revoker ${by}`);

function revocationNotes(revocations: readonly Revocations[], { now }: Moment): readonly string[] {
  const since = revocations.some(({ found }) => found.some(({ created }) => created <= now));
  return [
    ...(since ? ["its key was retired or superseded after it was made"] : []),
    ...revocations.flatMap(({ unchecked }) =>
      unchecked.map(
        (by) => `its designated revoker ${by} seems to have revoked it, but has no certificate among the keys to tell`,
      ),
    ),
  ];
}

/** How a key stands at a time, by the signatures that counted then. */
export interface Standing {
  /** Seconds since 1970; Infinity for never. */
  readonly expires: number;
  /** Why it may not sign, when it is there and alive. */
  readonly barred?: string;
  /** The signatures that it stands on. */
  readonly by: readonly Signature[];
}

export type Unfit = { readonly unfit: string };

/** Of a primary key, its revocations left aside. */
export function primaryStanding(certificate: Certificate, moment: Moment): Standing | Unfit {
  const key = certificate.primary.of;
  const direct = chooseDirect(certificate, moment);
  const user = chooseUser(certificate, moment);
  // One from before the time makes those from after it count for nothing.
  const chosen = [user, direct].filter((each) => each !== undefined);
  const counting = chosen.some(({ later }) => !later) ? chosen.filter(({ later }) => !later) : chosen;
  if (counting.length === 0)
    return { unfit: `nothing that counts is signed by it about itself${oldDigests(certificate)}` };
  const inOrder = (key.version === 6 ? counting.toReversed() : counting).map(({ signature }) => signature);
  const flags = keyFlags(inOrder);
  const lasts = inOrder.map((signature) => seconds(signature, PART.keyExpires)).find((each) => each !== undefined);
  const ends = counting.flatMap(({ ranOut }) => ranOut ?? Infinity);
  const barred = weakness(key) ?? (maySign(flags, key) ? undefined : "its owner did not make it for signing");
  return {
    expires: Math.min(lasts === undefined ? Infinity : key.created + lasts, Math.max(...ends)),
    by: inOrder,
    ...(barred === undefined ? {} : { barred }),
  };
}

/** What a key is for, by the first of the signatures that it stands on that says so (RFC 9580, section 5.2.3.29). */
export function keyFlags(by: readonly Signature[]): Buffer | undefined {
  return by.map(({ parts }) => find(parts, PART.keyFlags)).find((each) => each !== undefined);
}

/** Before there were flags, a key's algorithm told what it was for. */
function maySign(flags: Buffer | undefined, key: Key): boolean {
  return flags === undefined ? key.version === 4 : ((flags[0] ?? 0) & FLAG_SIGN) !== 0;
}

const FLAG_SIGN = 2;

/** The certification of the user ID that speaks for the key: one that was not withdrawn, then the primary, the newest. */
function chooseUser(certificate: Certificate, moment: Moment): Chosen | undefined {
  const ranked = certificate.users.flatMap((user) => {
    const chosen = chooseForUser(certificate, user, moment);
    if (chosen === undefined) return [];
    const { signature, created } = chosen;
    const withdrawn = isWithdrawn(certificate, user, { certified: created, at: moment.at });
    const isPrimary = (find(signature.parts, PART.primaryUserId)?.[0] ?? 0) !== 0;
    return [{ chosen, rank: [chosen.later, chosen.ranOut !== undefined, withdrawn, !isPrimary].map(Number) }];
  });
  ranked.sort((a, b) => {
    const differs = a.rank.findIndex((each, index) => each !== b.rank[index]);
    if (differs >= 0) return a.rank[differs]! - b.rank[differs]!;
    return b.chosen.created - a.chosen.created;
  });
  return ranked[0]?.chosen;
}

function subkeyStanding(certificate: Certificate, subkey: Component<Key>, moment: Moment): Standing | Unfit {
  const primary = primaryStanding(certificate, moment);
  if ("unfit" in primary) return { unfit: `its certificate is not in order: ${primary.unfit}` };
  const binding = chooseBinding(certificate, subkey, moment);
  if (binding === undefined) return { unfit: "nothing that counts binds it to its certificate" };
  const { signature } = binding;
  const flags = find(signature.parts, PART.keyFlags)?.[0] ?? 0;
  const back = backSignature(certificate, subkey.of, signature);
  const weak = weakness(certificate.primary.of) ?? weakness(subkey.of);
  const barred =
    weak ??
    ((flags & FLAG_SIGN) === 0
      ? "its owner did not make it for signing"
      : back === undefined
        ? "it has not signed that it belongs to its certificate"
        : undefined);
  return {
    expires: Math.min(primary.expires, subkeyEnd(subkey.of, binding)),
    by: [...primary.by, signature, ...(back === undefined ? [] : [back])],
    ...(barred === undefined ? {} : { barred }),
  };
}

/** When a subkey ends by what binds it, its certificate left aside: seconds since 1970, Infinity for never. */
export function subkeyEnd({ created }: Key, { signature, ranOut = Infinity }: Chosen): number {
  const lasts = seconds(signature, PART.keyExpires);
  return Math.min(ranOut, lasts === undefined ? Infinity : created + lasts);
}

/** What was found in a binding, which is about one subkey of one certificate. */
const BACK_SIGNATURES = new WeakMap<Signature, { readonly found: Signature | undefined }>();

function backSignature(certificate: Certificate, subkey: Key, binding: Signature): Signature | undefined {
  let known = BACK_SIGNATURES.get(binding);
  if (known === undefined) {
    known = { found: findBackSignature(certificate, subkey, binding) };
    BACK_SIGNATURES.set(binding, known);
  }
  return known.found;
}

/** A signing subkey's own word that it belongs there, so that nobody takes another's for theirs (section 5.2.1.8). */
function findBackSignature(certificate: Certificate, subkey: Key, { parts, loose }: Signature): Signature | undefined {
  for (const { type, data } of [...parts, ...loose]) {
    const read = type === PART.embedded ? readSignature(data) : undefined;
    if (typeof read !== "object" || read.type !== TYPE.primaryBinding || !bindsAt(read.hash, read.created ?? Infinity))
      continue;
    if (check(read, subkey, subkeyData(certificate, subkey)) === "yes") return read;
  }
  return undefined;
}

const FEWEST_RSA_BITS = 2047;

/** Why nobody should rest on a key of this kind, when that is so. */
export function weakness(key: Key): string | undefined {
  if (key.algorithm === SIGNS.dsa) return "DSA keys are too weak";
  return key.bits > 0 && key.bits < FEWEST_RSA_BITS ? `${key.kind} is too weak` : undefined;
}

interface Subject {
  readonly certificate: Certificate;
  readonly subkey: Component<Key> | undefined;
  readonly standing: Standing;
}

/** What the owner's newest word says of a key that was fit: that it expired since; and what it stood on. */
function laterNotes({ certificate, subkey, standing }: Subject, { now }: Moment): readonly string[] {
  const newest = standingToday(certificate, subkey, now);
  const expired = "unfit" in newest || newest.expires > now ? [] : [newest.expires];
  return [
    ...expired.map((time) => `its key expired at ${when(time)}, after it was made`),
    ...(standing.by.some(({ hash }) => hash === SHA1)
      ? ["its certificate is held together by SHA-1, from before 2020-02-01"]
      : []),
  ];
}

/** The same for all signatures by one key that are judged at one time. */
const TODAY = new WeakMap<object, { readonly now: number; readonly standing: Standing | Unfit }>();

function standingToday(certificate: Certificate, subkey: Component<Key> | undefined, now: number): Standing | Unfit {
  const known = TODAY.get(subkey ?? certificate);
  if (known?.now === now) return known.standing;
  const today = { at: now, now };
  const standing =
    subkey === undefined ? primaryStanding(certificate, today) : subkeyStanding(certificate, subkey, today);
  TODAY.set(subkey ?? certificate, { now, standing });
  return standing;
}

function oldDigests(certificate: Certificate): string {
  const all = [...certificate.signatures, ...certificate.users.flatMap(({ signatures }) => signatures)];
  const refused = all.some(({ hash, created }) => hash === SHA1 && !bindsAt(hash, created ?? 0));
  return refused ? ", as SHA-1 does not count from 2020-02-01 on" : "";
}

function when(time: number): string {
  return new Date(time * 1000).toISOString().replace(".000Z", "Z");
}
