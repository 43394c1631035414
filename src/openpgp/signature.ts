// One OpenPGP signature's packet, taken apart (RFC 9580, section 5.2). Must never confuse what the signer signed with
// what anybody can add: each part says in which of the two areas it was.

import { bodyLength } from "./packets.ts";

/** Signature types (section 5.2.1) that are told apart here. */
export const TYPE = {
  binary: 0x00,
  text: 0x01,
  certifications: [0x10, 0x11, 0x12, 0x13],
  subkeyBinding: 0x18,
  primaryBinding: 0x19,
  directKey: 0x1f,
  keyRevocation: 0x20,
  subkeyRevocation: 0x28,
  certificationRevocation: 0x30,
} as const;

/** Subpacket types (section 5.2.3.7) that are read here. */
export const PART = {
  created: 2,
  signatureExpires: 3,
  keyExpires: 9,
  revocationKey: 12,
  issuerId: 16,
  notation: 20,
  primaryUserId: 25,
  keyFlags: 27,
  revocationReason: 29,
  embedded: 32,
  issuerFingerprint: 33,
} as const;

/** Those that may be critical: what they ask for is done here, or asks nothing of a verifier of files. */
const UNDERSTOOD: ReadonlySet<number> = new Set([
  2, 3, 4, 5, 6, 7, 9, 11, 12, 16, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 37, 39,
]);

/** The type that a packet's body has, if it is whole enough to have one; without reading the rest. */
export function signatureType(body: Buffer): number | undefined {
  return body[body[0] === 3 ? 2 : 1];
}

export interface Part {
  readonly type: number;
  readonly critical: boolean;
  readonly data: Buffer;
}

export interface Signature {
  readonly version: 3 | 4 | 6;
  readonly type: number;
  readonly algorithm: number;
  readonly hash: number;
  /** Seconds since 1970; undefined where it is not in what was signed. */
  readonly created: number | undefined;
  /** What is hashed after the data and before the trailer. */
  readonly hashed: Buffer;
  readonly salt: Buffer;
  /** Signed by the signer. */
  readonly parts: readonly Part[];
  /** Added by anybody. */
  readonly loose: readonly Part[];
  /** The algorithm's own numbers. */
  readonly numbers: Buffer;
  /** The whole packet's body. */
  readonly body: Buffer;
}

/** Undefined for what breaks its form; `"version"` for one of a version that is not known here. */
export function readSignature(body: Buffer): Signature | "version" | undefined {
  switch (body[0]) {
    case 3:
      return readVersion3(body);
    case 4:
      return readNewer(body, 4, 2);
    case 6:
      return readNewer(body, 6, 4);
    case undefined:
      return undefined;
    default:
      return "version";
  }
}

/** Section 5.2.2: five hashed octets, then who signed, which nothing protects. */
function readVersion3(body: Buffer): Signature | undefined {
  if (body.length < 19 || body[1] !== 5) return undefined;
  return {
    version: 3,
    type: body[2]!,
    created: body.readUInt32BE(3),
    algorithm: body[15]!,
    hash: body[16]!,
    hashed: body.subarray(2, 7),
    salt: Buffer.alloc(0),
    parts: [],
    loose: [{ type: PART.issuerId, critical: false, data: body.subarray(7, 15) }],
    numbers: body.subarray(19),
    body,
  };
}

function readNewer(body: Buffer, version: 4 | 6, lengthSize: 2 | 4): Signature | undefined {
  let at = 4;
  const area = (): readonly Part[] | undefined => {
    if (at + lengthSize > body.length) return undefined;
    const size = body.readUIntBE(at, lengthSize);
    const start = at + lengthSize;
    at = start + size;
    return at > body.length ? undefined : readParts(body.subarray(start, at));
  };
  const parts = area();
  const hashed = body.subarray(0, at);
  const loose = parts === undefined ? undefined : area();
  if (parts === undefined || loose === undefined || at + 2 > body.length) return undefined;
  at += 2;
  let salt = Buffer.alloc(0);
  if (version === 6) {
    const size = body[at];
    if (size === undefined || at + 1 + size > body.length) return undefined;
    salt = body.subarray(at + 1, at + 1 + size) as Buffer<ArrayBuffer>;
    at += 1 + size;
  }
  const created = find(parts, PART.created);
  return {
    version,
    type: body[1]!,
    algorithm: body[2]!,
    hash: body[3]!,
    created: created?.length === 4 ? created.readUInt32BE(0) : undefined,
    hashed,
    salt,
    parts,
    loose,
    numbers: body.subarray(at),
    body,
  };
}

function readParts(area: Buffer): readonly Part[] | undefined {
  const parts: Part[] = [];
  let at = 0;
  while (at < area.length) {
    const length = partLength(area, at);
    if (length === undefined || length.size === 0 || length.start + length.size > area.length) return undefined;
    const type = area[length.start]!;
    at = length.start + length.size;
    parts.push({ type: type & 0x7f, critical: type >= 0x80, data: area.subarray(length.start + 1, at) });
  }
  return parts;
}

/** As of packets, but that there are no parts: 192 to 254 all begin a length of two octets (section 5.2.3.7). */
function partLength(area: Buffer, at: number): { readonly start: number; readonly size: number } | undefined {
  const first = area[at]!;
  if (first < 192 || first === 255) return bodyLength(area, at);
  const second = area[at + 1];
  return second === undefined ? undefined : { start: at + 2, size: ((first - 192) << 8) + second + 192 };
}

/** The last part of a type, which is the one that counts when there are several (section 5.2.3.7). */
export function find(parts: readonly Part[], type: number): Buffer | undefined {
  return parts.findLast((part) => part.type === type)?.data;
}

/** A number of seconds that the signer signed; undefined when absent, or zero, which says the same. */
export function seconds(signature: Signature, type: number): number | undefined {
  const data = find(signature.parts, type);
  const value = data?.length === 4 ? data.readUInt32BE(0) : 0;
  return value === 0 ? undefined : value;
}

/** Whether the signer said of a part that who does not understand it must not accept the signature. */
export function hasUnknownCritical(signature: Signature): boolean {
  return signature.parts.some(({ critical, type }) => critical && (type === PART.notation || !UNDERSTOOD.has(type)));
}

/** Whom a signature names as its maker, in lower-case hexadecimal: all that it names, as a part of it can be a lie. */
export interface Issuers {
  /** What the signer signed. When it is there, it alone counts. */
  readonly fingerprint?: string;
  /** Of the key with that fingerprint. */
  readonly version?: number | undefined;
  readonly ids: readonly string[];
  readonly looseFingerprints: readonly string[];
}

export function issuersOf({ parts, loose }: Signature): Issuers {
  const signed = find(parts, PART.issuerFingerprint);
  const of = (where: readonly Part[], type: number) => where.filter((part) => part.type === type);
  return {
    ...(signed === undefined ? {} : { fingerprint: signed.subarray(1).toString("hex"), version: signed[0] }),
    ids: [...of(parts, PART.issuerId), ...of(loose, PART.issuerId)].map(({ data }) => data.toString("hex")),
    looseFingerprints: of(loose, PART.issuerFingerprint).map(({ data }) => data.subarray(1).toString("hex")),
  };
}

/** Whether a signature may be by a key, going by what it names; one that names nobody may be by any. */
export function namesKey(issuers: Issuers, key: { readonly fingerprint: string; readonly id: string }): boolean {
  if (issuers.fingerprint !== undefined) return issuers.fingerprint === key.fingerprint;
  if (issuers.ids.length === 0 && issuers.looseFingerprints.length === 0) return true;
  return issuers.ids.includes(key.id) || issuers.looseFingerprints.includes(key.fingerprint);
}
