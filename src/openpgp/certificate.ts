// A certificate: a primary key with all that was signed about it, its user IDs and its subkeys (RFC 9580, section 10.1).
// Must never read a signature before it is asked for, nor drop one: two copies of one certificate are merged, whatever
// came in which order.

import { type Key, readKey } from "./key.ts";
import { PACKET, type Packet } from "./packets.ts";
import { readSignature, signatureType, TYPE, type Signature } from "./signature.ts";

/** Something a certificate holds, with the signatures about it. */
export class Component<T> {
  readonly of: T;
  readonly #bodies = new Map<string, Buffer>();
  #signatures: readonly Signature[] | undefined;

  constructor(of: T) {
    this.of = of;
  }

  add(body: Buffer): void {
    this.#bodies.set(body.toString("latin1"), body);
    this.#signatures = undefined;
  }

  /** Of all signatures, whether they can be read or not. */
  get bodies(): Iterable<Buffer> {
    return this.#bodies.values();
  }

  /** All that can be read; what cannot, says nothing to anybody. */
  get signatures(): readonly Signature[] {
    this.#signatures ??= [...this.#bodies.values()].flatMap((body) => {
      const read = readSignature(body);
      return typeof read === "object" ? [read] : [];
    });
    return this.#signatures;
  }
}

/** What a certification is about: the packet of a user ID, or of an attribute. */
export interface User {
  readonly type: typeof PACKET.userId | typeof PACKET.userAttribute;
  readonly body: Buffer;
}

export class Certificate {
  readonly primary: Component<Key>;
  readonly #packets: Packet[][] = [];
  readonly #users = new Map<string, Component<User>>();
  readonly #subkeys = new Map<string, Component<Key>>();
  #keys: readonly Key[] | undefined;

  constructor(primary: Key) {
    this.primary = new Component(primary);
  }

  /** The packets after the primary key of one copy. */
  add(packets: Packet[]): void {
    this.#packets.push(packets);
    this.#keys = undefined;
  }

  /**
   * The same certificate, of which nothing is read yet: what is read of thousands can be let go one after the other.
   * To be asked for before this one is read.
   */
  fresh(): Certificate {
    const copy = new Certificate(this.primary.of);
    copy.#packets.push(...this.#packets);
    return copy;
  }

  /** The primary key and each subkey, whether it is bound or not. Cheap: no signature is read. */
  get keys(): readonly Key[] {
    if (this.#keys === undefined) {
      for (const packets of this.#packets)
        for (const packet of packets) {
          if (packet.type !== PACKET.publicSubkey && packet.type !== PACKET.secretSubkey) continue;
          const key = readKey(packet.body);
          if (key !== undefined && !this.#subkeys.has(key.fingerprint))
            this.#subkeys.set(key.fingerprint, new Component(key));
        }
      this.#keys = [this.primary.of, ...[...this.#subkeys.values()].map(({ of }) => of)];
    }
    return this.#keys;
  }

  get users(): readonly Component<User>[] {
    this.#sort();
    return [...this.#users.values()];
  }

  get subkeys(): readonly Component<Key>[] {
    this.#sort();
    return [...this.#subkeys.values()];
  }

  /** The user IDs as text, in the order in which they were first seen. */
  get userIds(): readonly string[] {
    return this.users.flatMap(({ of }) => (of.type === PACKET.userId ? [of.body.toString()] : []));
  }

  /** Signatures about the primary key, wherever they stand: a revocation in an odd place must not be lost. */
  get signatures(): readonly Signature[] {
    this.#sort();
    return this.primary.signatures;
  }

  /** Gives each signature to what it is about. */
  #sort(): void {
    if (this.#packets.length === 0) return;
    void this.keys;
    for (const packets of this.#packets) {
      let about: Component<Key> | Component<User> | undefined = this.primary;
      for (const { type, body } of packets) {
        if (type === PACKET.signature) {
          if (isAboutPrimary(body)) this.primary.add(body);
          else about?.add(body);
        } else if (type === PACKET.userId || type === PACKET.userAttribute) about = this.#user(type, body);
        else if (type === PACKET.publicSubkey || type === PACKET.secretSubkey)
          about = this.#subkeys.get(readKey(body)?.fingerprint ?? "");
      }
    }
    this.#packets.length = 0;
  }

  #user(type: User["type"], body: Buffer): Component<User> {
    const name = `${type} ${body.toString("latin1")}`;
    const known = this.#users.get(name);
    if (known !== undefined) return known;
    const user = new Component<User>({ type, body });
    this.#users.set(name, user);
    return user;
  }
}

/** Of the types 0x1F (direct) and 0x20 (revocation). */
function isAboutPrimary(body: Buffer): boolean {
  const type = signatureType(body);
  return type === TYPE.directKey || type === TYPE.keyRevocation;
}
