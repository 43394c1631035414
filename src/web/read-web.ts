// Reads the web out of certificates, one after the other, and lets go of each. Must never take a certification whose
// signature does not verify, nor leave out that one was taken back.

import { keyFlags, primaryStanding, weakness } from "../openpgp/fitness.ts";
import { Certificate, type Component, type User } from "../openpgp/certificate.ts";
import { check } from "../openpgp/check.ts";
import type { OpenpgpKeyring } from "../openpgp/keyring.ts";
import { PACKET, Packet } from "../openpgp/packets.ts";
import { revocationsOf } from "../openpgp/revocation.ts";
import { CERTIFICATIONS, chooseForUser, isWithdrawn, userData } from "../openpgp/self-signatures.ts";
import { hasUnknownCritical, issuersOf, namesKey, PART, seconds, TYPE, type Signature } from "../openpgp/signature.ts";
import { Certifications, type Certification } from "./certifications.ts";
import type { Span, Web, WebKey } from "./web.ts";

export function readWeb(keyring: OpenpgpKeyring): Web {
  const indexes = new Map([...keyring.certificates.keys()].map((fingerprint, index) => [fingerprint, index]));
  const reader = new WebReader(keyring, indexes);
  const keys = [...keyring.certificates.values()].map((certificate) => reader.key(certificate.fresh()));
  return { keys, certifications: Certifications.of(reader.made), unknown: reader.unknown, refused: reader.refused };
}

class WebReader {
  unknown = 0;
  refused = 0;
  /** Those that verify, of all keys that were read. */
  readonly made: Certification[] = [];
  readonly #keyring: OpenpgpKeyring;
  readonly #indexes: ReadonlyMap<string, number>;

  constructor(keyring: OpenpgpKeyring, indexes: ReadonlyMap<string, number>) {
    this.#keyring = keyring;
    this.#indexes = indexes;
  }

  key(whole: Certificate): WebKey {
    const primary = whole.primary.of;
    const own = ownPart(whole);
    const isLeftAside = signedOften(own);
    const times = isLeftAside ? [] : turningPoints(own);
    // Those of `own` are the same ones, in the same order.
    const { users } = whole;
    return {
      fingerprint: primary.fingerprint,
      created: primary.created,
      weak: weakness(primary) !== undefined,
      alive: spans(times, (at) => mayCertify(own, at)),
      revoked: revocationsOf(own, this.#keyring).found.map(({ created, hard }) => ({ created, hard })),
      users: own.users.flatMap((user, index) => {
        if (user.of.type !== PACKET.userId) return [];
        // What is left aside is so by its key alone, which is then what stands in the way.
        const all = isLeftAside ? [{ from: primary.created, until: Infinity }] : [];
        const stands = user.signatures.length === 0 ? [] : [...all, ...spans(times, (at) => standsFor(own, user, at))];
        const first = this.made.length;
        this.#certifications(whole, users[index]!);
        return [{ text: user.of.body.toString(), stands, first, end: this.made.length }];
      }),
    };
  }

  /** Adds those of one user ID: by each issuer in turn, in the order in which it made them. */
  #certifications(whole: Certificate, { of, signatures }: Component<User>): void {
    const made: Omit<Certification, "revoked">[] = [];
    const takenBack = new Map<number, number[]>();
    const data = { old: userData(whole, of, 3), new: userData(whole, of, 4) };
    for (const signature of signatures) {
      const { created, type, hash } = signature;
      const isRevocation = type === TYPE.certificationRevocation;
      if (!isRevocation && !CERTIFICATIONS.has(type)) continue;
      const by = this.#issuer(whole, signature, signature.version === 3 ? data.old : data.new);
      if (by === undefined || created === undefined) continue;
      const lasts = seconds(signature, PART.signatureExpires);
      if (isRevocation) put(takenBack, by, created);
      else if (!hasUnknownCritical(signature))
        made.push({ issuer: by, created, type, hash, expires: lasts === undefined ? Infinity : created + lasts });
    }
    made.sort((a, b) => a.issuer - b.issuer || a.created - b.created);
    for (const times of takenBack.values()) times.sort((a, b) => b - a);
    for (const each of made) {
      // Both go forward in time: what was taken back before this was made is of no more use.
      const times = takenBack.get(each.issuer) ?? [];
      while (times.length > 0 && times.at(-1)! < each.created) times.pop();
      this.made.push({ ...each, revoked: times.at(-1) ?? Infinity });
    }
  }

  /** The index of the other key that made a signature; undefined when it is the owner's, or nobody's who is here. */
  #issuer(whole: Certificate, signature: Signature, data: readonly Buffer[]): number | undefined {
    const primary = whole.primary.of;
    const issuers = issuersOf(signature);
    if (issuers.ids.includes(primary.id) || issuers.fingerprint === primary.fingerprint) return undefined;
    // Subkeys certify nobody: no program lets them.
    const holders = this.#keyring.holders(issuers).filter(({ certificate, key }) => certificate.primary.of === key);
    if (holders.length === 0) {
      this.unknown++;
      return undefined;
    }
    const by = holders.find(({ key }) => check(signature, key, data) === "yes");
    if (by === undefined) this.refused++;
    return by === undefined ? undefined : this.#indexes.get(by.key.fingerprint);
  }
}

function put(lists: Map<number, number[]>, name: number, value: number): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [value]);
  else list.push(value);
}

/** A certificate with what its owner signed, and all that is about the primary key itself. */
function ownPart(whole: Certificate): Certificate {
  const primary = whole.primary.of;
  const signed = ({ body }: Signature): Packet => Packet.of(PACKET.signature, body);
  const own = new Certificate(primary);
  own.add([
    ...whole.signatures.map(signed),
    ...whole.users.flatMap(({ of, signatures }) => [
      Packet.of(of.type, of.body),
      ...signatures.filter((each) => namesKey(issuersOf(each), primary)).map(signed),
    ]),
  ]);
  return own;
}

/**
 * Nobody signs their own key so often in a life: a certificate with more was made to keep its readers busy, as each
 * moment asks about all of them. It is as good as one that nothing holds together.
 */
const MOST_OWN = 1000;

function signedOften({ signatures, users }: Certificate): boolean {
  return users.reduce((sum, user) => sum + user.signatures.length, signatures.length) > MOST_OWN;
}

/** Every moment at which something that the owner signed begins or ends. */
function turningPoints(own: Certificate): readonly number[] {
  const { created } = own.primary.of;
  const times = new Set([created]);
  for (const signature of [...own.signatures, ...own.users.flatMap(({ signatures }) => signatures)]) {
    if (signature.created === undefined) continue;
    times.add(signature.created);
    const [lasts, keyLasts] = [PART.signatureExpires, PART.keyExpires].map((type) => seconds(signature, type));
    if (lasts !== undefined) times.add(signature.created + lasts);
    if (keyLasts !== undefined) times.add(created + keyLasts);
  }
  return [...times].filter((time) => time >= created).sort((a, b) => a - b);
}

/** The spans, between sorted turning points, in which something holds. */
function spans(times: readonly number[], holds: (at: number) => boolean): readonly Span[] {
  const found: { from: number; until: number }[] = [];
  for (const [index, from] of times.entries()) {
    if (!holds(from)) continue;
    const until = times[index + 1] ?? Infinity;
    const last = found.at(-1);
    if (last?.until === from) last.until = until;
    else found.push({ from, until });
  }
  return found;
}

const FLAG_CERTIFY = 1;

function mayCertify(own: Certificate, at: number): boolean {
  const standing = primaryStanding(own, { at, now: Infinity });
  if ("unfit" in standing || standing.expires <= at) return false;
  const flags = keyFlags(standing.by);
  return flags === undefined || ((flags[0] ?? 0) & FLAG_CERTIFY) !== 0;
}

/** Whether the owner's newest word on a user ID is that it is theirs. */
function standsFor(own: Certificate, user: Component<User>, at: number): boolean {
  const chosen = chooseForUser(own, user, { at, now: Infinity });
  if (chosen === undefined || chosen.ranOut !== undefined) return false;
  return !isWithdrawn(own, user, { certified: chosen.created, at });
}
