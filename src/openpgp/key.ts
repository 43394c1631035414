// One public key of a certificate: its packet, fingerprint and numbers (RFC 9580, section 5.5). Must never make a key
// for node:crypto before a signature asks for it: a keyring holds thousands that nobody asks for.

import { hash, type KeyObject } from "node:crypto";
import { CURVES, ED25519_LEGACY, SIGNS } from "./algorithms.ts";
import { dsaKey, ecKey, edwardsKey, rsaKey } from "./der.ts";

/** Whole numbers in a row, each with its length in bits before it (section 3.2). */
interface Numbers {
  readonly values: readonly Buffer[];
  readonly end: number;
}

export class Key {
  readonly version: 4 | 6;
  /** Seconds since 1970. */
  readonly created: number;
  readonly algorithm: number;
  /** The public packet's body: what is hashed. */
  readonly body: Buffer;
  /** Lower-case hexadecimal: 40 digits of a version 4 key, 64 of a version 6 key. */
  readonly fingerprint: string;
  /** 16 lower-case hexadecimal digits. Can be forged: for finding only. */
  readonly id: string;
  readonly #material: Material;
  #object: KeyObject | undefined | null = null;

  constructor(version: 4 | 6, body: Buffer, material: Material) {
    this.version = version;
    this.created = body.readUInt32BE(1);
    this.algorithm = body[5]!;
    this.body = body;
    this.#material = material;
    this.fingerprint = hash(version === 4 ? "sha1" : "sha256", this.hashed(), "hex");
    this.id = idOf(this.fingerprint);
  }

  /** What a signature about this key hashes of it (section 5.2.4). */
  hashed(): Buffer {
    const { length } = this.body;
    const head = this.version === 4 ? [0x99, length >> 8, length & 255] : [0x9b, 0, 0, length >> 8, length & 255];
    return Buffer.concat([Buffer.from(head), this.body]);
  }

  /** For node:crypto; undefined when it cannot sign, or its numbers or curve make no key that is known here. */
  get object(): KeyObject | undefined {
    if (this.#object === null) this.#object = this.#material.object();
    return this.#object;
  }

  /** Of a coordinate of its curve, or of q of a DSA key, in octets; 0 for others. */
  get halfSize(): number {
    return this.#material.halfSize ?? 0;
  }

  /** Of an RSA key's modulus; 0 for others. */
  get bits(): number {
    return this.#material.bits ?? 0;
  }

  /** As people write it. */
  get kind(): string {
    return this.#material.kind;
  }
}

/** The ID that a fingerprint has: the end of a version 4 key's, the beginning of a version 6 key's (section 5.5.4). */
export function idOf(fingerprint: string): string {
  return fingerprint.length === 40 ? fingerprint.slice(-16) : fingerprint.slice(0, 16);
}

interface Material {
  readonly kind: string;
  readonly end: number;
  readonly bits?: number;
  readonly halfSize?: number;
  readonly object: () => KeyObject | undefined;
}

/** Of keys: 3 is broken, 5 was never a standard. */
export function isKnownVersion(version: number | undefined): version is 4 | 6 {
  return version === 4 || version === 6;
}

/**
 * Reads the public part of a key's packet, whose secret part, if there is one, is left out. Undefined for other
 * versions than 4 and 6, and for what breaks its form.
 */
export function readKey(packet: Buffer): Key | undefined {
  const version = packet[0];
  if (!isKnownVersion(version) || packet.length < 6) return undefined;
  const start = version === 4 ? 6 : 10;
  if (packet.length < start || packet.length > 0xffff) return undefined;
  const known = version === 6 ? start + packet.readUInt32BE(6) : undefined;
  const read = readMaterial(packet[5]!, packet, start);
  if (read === undefined || (known !== undefined && known !== read.end)) return undefined;
  return new Key(version, packet.subarray(0, read.end), read);
}

function readMaterial(algorithm: number, packet: Buffer, start: number): Material | undefined {
  switch (algorithm) {
    case 1:
    case 2:
    case 3:
      return rsa(readNumbers(packet, start, 2));
    case SIGNS.dsa:
      return dsa(readNumbers(packet, start, 4));
    case SIGNS.ecdsa:
      return curved(packet, start, (oid, point) => ecdsa(oid, point));
    case SIGNS.eddsaLegacy:
      return curved(packet, start, (oid, point) => eddsaLegacy(oid, point));
    case SIGNS.ed25519:
      return octets(packet, start, "ed25519");
    case SIGNS.ed448:
      return octets(packet, start, "ed448");
    default:
      return encrypting(algorithm, packet, start);
  }
}

function rsa(numbers: Numbers | undefined): Material | undefined {
  if (numbers === undefined) return undefined;
  const [n, e] = numbers.values as [Buffer, Buffer];
  const bits = n.length === 0 ? 0 : n.length * 8 - Math.clz32(n[0]!) + 24;
  return { kind: `RSA of ${bits} bits`, end: numbers.end, bits, halfSize: n.length, object: () => rsaKey(n, e) };
}

function dsa(numbers: Numbers | undefined): Material | undefined {
  if (numbers === undefined) return undefined;
  const [p, q, g, y] = numbers.values as [Buffer, Buffer, Buffer, Buffer];
  return { kind: "DSA", end: numbers.end, halfSize: q.length, object: () => dsaKey({ p, q, g, y }) };
}

function curved(
  packet: Buffer,
  start: number,
  material: (oid: Buffer, point: Buffer) => Omit<Material, "end">,
): Material | undefined {
  const size = packet[start];
  if (size === undefined || size === 0 || size === 255) return undefined;
  const oid = packet.subarray(start + 1, start + 1 + size);
  const numbers = readNumbers(packet, start + 1 + size, 1);
  return numbers === undefined ? undefined : { ...material(oid, numbers.values[0]!), end: numbers.end };
}

function ecdsa(oid: Buffer, point: Buffer): Omit<Material, "end"> {
  const curve = CURVES[oid.toString("hex")];
  if (curve === undefined) return { kind: "ECDSA on a curve that is not known here", object: () => undefined };
  const whole = point[0] === 4 && point.length === 1 + 2 * curve.size;
  return {
    kind: `ECDSA on ${curve.name}`,
    halfSize: curve.size,
    object: () => (whole ? ecKey(oid, point) : undefined),
  };
}

function eddsaLegacy(oid: Buffer, point: Buffer): Omit<Material, "end"> {
  if (oid.toString("hex") !== ED25519_LEGACY)
    return { kind: "EdDSA on a curve that is not known here", object: () => undefined };
  const whole = point[0] === 0x40 && point.length === 33;
  return {
    kind: "EdDSA on Ed25519",
    halfSize: 32,
    object: () => (whole ? edwardsKey("ed25519", point.subarray(1)) : undefined),
  };
}

function octets(packet: Buffer, start: number, curve: "ed25519" | "ed448"): Material | undefined {
  const end = start + (curve === "ed25519" ? 32 : 57);
  if (packet.length < end) return undefined;
  return {
    kind: curve === "ed25519" ? "Ed25519" : "Ed448",
    end,
    halfSize: end - start,
    object: () => edwardsKey(curve, packet.subarray(start, end)),
  };
}

/** Keys that only encrypt, which a certificate holds too: where they end matters, as their secret part follows. */
function encrypting(algorithm: number, packet: Buffer, start: number): Material | undefined {
  const none = { kind: `algorithm ${algorithm}`, object: () => undefined };
  if (algorithm === 16) {
    const numbers = readNumbers(packet, start, 3);
    return numbers === undefined ? undefined : { ...none, end: numbers.end };
  }
  if (algorithm === 18) {
    const point = curved(packet, start, () => none);
    const after = point === undefined ? undefined : packet[point.end];
    return point === undefined || after === undefined ? undefined : { ...none, end: point.end + 1 + after };
  }
  if (algorithm === 25) return { ...none, end: start + 32 };
  if (algorithm === 26) return { ...none, end: start + 56 };
  return { ...none, end: packet.length };
}

/** Reads `count` numbers; undefined when there are not as many. */
export function readNumbers(bytes: Buffer, start: number, count: number): Numbers | undefined {
  const values: Buffer[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    if (at + 2 > bytes.length) return undefined;
    const size = (bytes.readUInt16BE(at) + 7) >> 3;
    const end = at + 2 + size;
    if (end > bytes.length) return undefined;
    values.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return { values, end: at };
}
