// Webs of certifications made for tests, with the packet writer: persons who certify each other at times of the test's
// choice. Must never use the reader that it tests.

import {
  certification,
  hashedKey,
  hashedUser,
  makePair,
  part,
  publicKey,
  signature,
  uint,
  userId,
  type Kind,
  type Pair,
} from "../openpgp/packet-writer.ts";
import { OpenpgpKeyring } from "../../src/openpgp/keyring.ts";
import { readPackets } from "../../src/openpgp/packets.ts";
import { readWeb } from "../../src/web/read-web.ts";
import type { Web } from "../../src/web/web.ts";

export const YEAR = 365 * 24 * 3600;

/** Seconds since 1970 at the beginning of a day. */
export const day = (text: string): number => Date.parse(text) / 1000;

const MADE = day("2015-01-01");

export interface Saying {
  readonly created?: number;
  readonly hash?: number;
  readonly type?: number;
  /** Seconds after it was made. */
  readonly lasts?: number;
}

export class MadeKey {
  readonly pair: Pair;
  readonly name: string;
  readonly #own: Buffer[];
  readonly #others: Buffer[] = [];
  readonly #direct: Buffer[] = [];
  readonly #added: Buffer[] = [];

  constructor(
    name: string,
    {
      created = MADE,
      expires,
      kind = "ed25519-legacy",
    }: { readonly created?: number; readonly expires?: number; readonly kind?: Kind } = {},
  ) {
    this.name = `${name} <${name}@example.org>`;
    this.pair = makePair(kind, created);
    const saying = { created, flags: 3, ...(expires === undefined ? {} : { expires }) };
    this.#own = [certification(this.pair, this.name, saying)];
  }

  get fingerprint(): string {
    return this.pair.fingerprint;
  }

  /** Says of another that its user ID is right, or one that it added. */
  certify(
    other: MadeKey,
    { created = day("2016-06-01"), hash = 10, type = 0x10, lasts }: Saying = {},
    name = other.name,
  ): void {
    const parts = lasts === undefined ? [] : [part(3, uint(lasts, 4))];
    const made = signature(this.pair, { type, created, hash, parts, data: hashedUser(other.pair, name) });
    if (name === other.name) other.#others.push(made);
    else other.#added.push(userId(name), made);
  }

  /** Another user ID, by its owner alone. */
  add(name: string): void {
    this.#added.push(userId(name), certification(this.pair, name, { created: MADE + YEAR, flags: 3 }));
  }

  takeBack(other: MadeKey, created: number): void {
    other.#others.push(
      signature(this.pair, { type: 0x30, created, parts: [], data: hashedUser(other.pair, other.name) }),
    );
  }

  /** Reasons: 1 superseded, 2 compromised, 3 retired (RFC 9580, section 5.2.3.31). */
  revoke(created: number, reason: number): void {
    const parts = [part(29, Buffer.from([reason]))];
    this.#direct.push(signature(this.pair, { type: 0x20, created, parts, data: [hashedKey(this.pair)] }));
  }

  /** Signs parts into a newer certification of its own. */
  claim(parts: readonly Buffer[]): void {
    this.#own.push(certification(this.pair, this.name, { created: MADE + YEAR, flags: 3, parts }));
  }

  /** Its own revocations, without the key. */
  get revocations(): Buffer {
    return Buffer.concat(this.#direct);
  }

  get certificate(): Buffer {
    return Buffer.concat([
      publicKey(this.pair),
      ...this.#direct,
      userId(this.name),
      ...this.#own,
      ...this.#others,
      ...this.#added,
    ]);
  }
}

export function webOf(...certificates: readonly Buffer[]): Web {
  const keyring = new OpenpgpKeyring();
  for (const certificate of certificates) keyring.add(readPackets(certificate).packets);
  keyring.finish();
  return readWeb(keyring);
}

/** A web whose table can be compared. */
export function plain(web: Web | undefined): object | undefined {
  return web === undefined ? undefined : { ...web, certifications: web.certifications.rows() };
}
