// Writes OpenPGP packets with every part as a test asks for it, right or wrong: what programs refuse to make.
// Must never use the reader that it tests.

import { createHash, generateKeyPairSync, sign as cryptoSign, type KeyObject } from "node:crypto";

export type Kind =
  | "rsa2048"
  | "rsa3072"
  | "dsa2048"
  | "ed25519-legacy"
  | "ed25519"
  | "ed448"
  | "P-256"
  | "P-384"
  | "P-521"
  | "brainpoolP256r1"
  | "brainpoolP384r1"
  | "brainpoolP512r1"
  | "secp256k1";

const CURVES: Readonly<Record<string, readonly [oid: string, size: number]>> = {
  "P-256": ["2a8648ce3d030107", 32],
  "P-384": ["2b81040022", 48],
  "P-521": ["2b81040023", 66],
  brainpoolP256r1: ["2b2403030208010107", 32],
  brainpoolP384r1: ["2b240303020801010b", 48],
  brainpoolP512r1: ["2b240303020801010d", 64],
  secp256k1: ["2b8104000a", 32],
};

const HASHES: Readonly<Record<number, string>> = {
  1: "md5",
  2: "sha1",
  3: "ripemd160",
  8: "sha256",
  9: "sha384",
  10: "sha512",
  11: "sha224",
  12: "sha3-256",
  14: "sha3-512",
};

export interface Pair {
  readonly kind: Kind;
  readonly algorithm: number;
  readonly secret: KeyObject;
  readonly version: 4 | 6;
  /** Of the public key's packet. */
  readonly body: Buffer;
  readonly fingerprint: string;
  readonly id: string;
  readonly size: number;
}

export function makePair(kind: Kind, created: number, version: 4 | 6 = 4): Pair {
  const made = material(kind);
  const length = version === 6 ? uint(made.bytes.length, 4) : Buffer.alloc(0);
  const body = Buffer.concat([
    Buffer.from([version]),
    uint(created, 4),
    Buffer.from([made.algorithm]),
    length,
    made.bytes,
  ]);
  const fingerprint = createHash(version === 4 ? "sha1" : "sha256")
    .update(hashedKey({ version, body }))
    .digest("hex");
  const id = version === 4 ? fingerprint.slice(-16) : fingerprint.slice(0, 16);
  return { kind, algorithm: made.algorithm, secret: made.secret, version, body, fingerprint, id, size: made.size };
}

function material(kind: Kind): { algorithm: number; bytes: Buffer; secret: KeyObject; size: number } {
  const url = (text: unknown): Buffer => Buffer.from(String(text), "base64url");
  if (kind === "rsa2048" || kind === "rsa3072") {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: Number(kind.slice(3)) });
    const { n, e } = publicKey.export({ format: "jwk" });
    return {
      algorithm: 1,
      bytes: Buffer.concat([number(url(n)), number(url(e))]),
      secret: privateKey,
      size: Number(kind.slice(3)) / 8,
    };
  }
  if (kind === "dsa2048") {
    const { privateKey, publicKey } = generateKeyPairSync("dsa", { modulusLength: 2048, divisorLength: 256 });
    const [p, q, g, y] = integersOf(publicKey.export({ format: "der", type: "spki" }));
    return { algorithm: 17, bytes: Buffer.concat([p!, q!, g!, y!].map(number)), secret: privateKey, size: 32 };
  }
  if (kind === "ed25519-legacy" || kind === "ed25519") {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const point = url(publicKey.export({ format: "jwk" }).x);
    const oid = Buffer.from("092b06010401da470f01", "hex");
    const legacy = Buffer.concat([oid, number(Buffer.concat([Buffer.from([0x40]), point]))]);
    return kind === "ed25519"
      ? { algorithm: 27, bytes: point, secret: privateKey, size: 32 }
      : { algorithm: 22, bytes: legacy, secret: privateKey, size: 32 };
  }
  if (kind === "ed448") {
    const { privateKey, publicKey } = generateKeyPairSync("ed448");
    return { algorithm: 28, bytes: url(publicKey.export({ format: "jwk" }).x), secret: privateKey, size: 57 };
  }
  const [oid, size] = CURVES[kind]!;
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: kind });
  const point = publicKey.export({ format: "der", type: "spki" }).subarray(-(1 + 2 * size));
  const bytes = Buffer.concat([Buffer.from([oid.length / 2]), Buffer.from(oid, "hex"), number(point)]);
  return { algorithm: 19, bytes, secret: privateKey, size };
}

/** All integers of a DER text, in order, going into whatever holds others. */
function integersOf(der: Buffer): readonly Buffer[] {
  const found: Buffer[] = [];
  const walk = (bytes: Buffer): void => {
    for (let at = 0; at < bytes.length; ) {
      const tag = bytes[at]!;
      const first = bytes[at + 1]!;
      const more = first < 0x80 ? 0 : first & 0x7f;
      const length = more === 0 ? first : bytes.readUIntBE(at + 2, more);
      const start = at + 2 + more;
      const content = bytes.subarray(start, start + length);
      if (tag === 2) found.push(content);
      else if (tag === 0x30) walk(content);
      else if (tag === 3) walk(content.subarray(1));
      at = start + length;
    }
  };
  walk(der);
  return found;
}

export function uint(value: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return bytes;
}

/** A whole number with its length in bits before it. */
function number(unsigned: Buffer): Buffer {
  let at = 0;
  while (at < unsigned.length && unsigned[at] === 0) at++;
  const short = unsigned.subarray(at);
  const bits = short.length === 0 ? 0 : short.length * 8 - Math.clz32(short[0]!) + 24;
  return Buffer.concat([uint(bits, 2), short]);
}

export function packet(type: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xc0 | type, 255]), uint(body.length, 4), body]);
}

export function part(type: number, data: Buffer | string, critical = false): Buffer {
  const bytes = typeof data === "string" ? Buffer.from(data, "hex") : data;
  return Buffer.concat([
    Buffer.from([255]),
    uint(bytes.length + 1, 4),
    Buffer.from([type | (critical ? 0x80 : 0)]),
    bytes,
  ]);
}

export function hashedKey({ version, body }: Pick<Pair, "version" | "body">): Buffer {
  const head =
    version === 4 ? [Buffer.from([0x99]), uint(body.length, 2)] : [Buffer.from([0x9b]), uint(body.length, 4)];
  return Buffer.concat([...head, body]);
}

export interface Making {
  readonly type: number;
  readonly created: number;
  readonly hash?: number;
  /** Signed parts beside the time and the issuer's fingerprint. */
  readonly parts?: readonly Buffer[];
  /** Instead of the issuer's ID. */
  readonly loose?: readonly Buffer[];
  /** Without the fingerprint among the signed parts. */
  readonly noFingerprint?: true;
  readonly data: readonly Buffer[];
}

/** The packet's body of a signature by a pair. */
export function signatureBody(pair: Pair, making: Making): Buffer {
  const { type, created, hash = 10, parts = [] } = making;
  const { version } = pair;
  const lengthSize = version === 4 ? 2 : 4;
  const fingerprint = part(33, Buffer.concat([Buffer.from([version]), Buffer.from(pair.fingerprint, "hex")]));
  const area = (pieces: readonly Buffer[]): Buffer => {
    const all = Buffer.concat(pieces);
    return Buffer.concat([uint(all.length, lengthSize), all]);
  };
  const signed = Buffer.concat([
    Buffer.from([version, type, pair.algorithm, hash]),
    area([part(2, uint(created, 4)), ...(making.noFingerprint === true ? [] : [fingerprint]), ...parts]),
  ]);
  const salt = version === 6 ? Buffer.alloc(hash === 10 ? 32 : 16, 7) : Buffer.alloc(0);
  const trailer = Buffer.concat([Buffer.from([version, 0xff]), uint(signed.length, 4)]);
  const data = Buffer.concat([salt, ...making.data, signed, trailer]);
  const digest = createHash(HASHES[hash]!).update(data).digest();
  return Buffer.concat([
    signed,
    area(making.loose ?? [part(16, pair.id)]),
    digest.subarray(0, 2),
    version === 6 ? Buffer.concat([Buffer.from([salt.length]), salt]) : Buffer.alloc(0),
    numbersOf(pair, { data, digest, hash: HASHES[hash]! }),
  ]);
}

function numbersOf(
  { algorithm, secret, size }: Pair,
  { data, digest, hash }: { readonly data: Buffer; readonly digest: Buffer; readonly hash: string },
): Buffer {
  if (algorithm === 1) return number(cryptoSign(hash, data, secret));
  if (algorithm === 27 || algorithm === 28) return cryptoSign(null, digest, secret);
  const made =
    algorithm === 22
      ? cryptoSign(null, digest, secret)
      : cryptoSign(hash, data, { key: secret, dsaEncoding: "ieee-p1363" });
  return Buffer.concat([number(made.subarray(0, size)), number(made.subarray(size))]);
}

export function signature(pair: Pair, making: Making): Buffer {
  return packet(2, signatureBody(pair, making));
}

export const FLAGS = { certify: 1, sign: 2 } as const;

/** What a self-signature may say. */
export interface SelfSaying {
  readonly created: number;
  readonly flags?: number;
  /** Seconds after the key was made. */
  readonly expires?: number;
  readonly hash?: number;
  readonly parts?: readonly Buffer[];
}

function selfParts({ flags, expires, parts = [] }: SelfSaying): readonly Buffer[] {
  return [
    ...(flags === undefined ? [] : [part(27, Buffer.from([flags]))]),
    ...(expires === undefined ? [] : [part(9, uint(expires, 4))]),
    ...parts,
  ];
}

export function direct(pair: Pair, saying: SelfSaying): Buffer {
  return signature(pair, { ...saying, type: 0x1f, parts: selfParts(saying), data: [hashedKey(pair)] });
}

export function userId(text: string): Buffer {
  return packet(13, Buffer.from(text));
}

/** What a signature about a key's user ID hashes (RFC 9580, section 5.2.4). */
export function hashedUser(pair: Pair, text: string): readonly Buffer[] {
  const user = Buffer.from(text);
  return [hashedKey(pair), Buffer.from([0xb4]), uint(user.length, 4), user];
}

export function certification(
  pair: Pair,
  text: string,
  { type = 0x13, ...saying }: SelfSaying & { type?: number },
): Buffer {
  return signature(pair, { ...saying, type, parts: selfParts(saying), data: hashedUser(pair, text) });
}

export function publicKey(pair: Pair): Buffer {
  return packet(6, pair.body);
}

/** A signing subkey's packet and its binding, with its own word for it unless told otherwise. */
export function subkey(primary: Pair, own: Pair, { back = true, ...saying }: SelfSaying & { back?: boolean }): Buffer {
  const data = [hashedKey(primary), hashedKey(own)];
  const word = signatureBody(own, {
    type: 0x19,
    created: saying.created,
    data,
    ...(saying.hash === undefined ? {} : { hash: saying.hash }),
  });
  const parts = [...selfParts(saying), ...(back ? [part(32, word)] : [])];
  return Buffer.concat([packet(14, own.body), signature(primary, { ...saying, type: 0x18, parts, data })]);
}

/** A whole certificate with one user ID. */
export function simple(pair: Pair, saying: SelfSaying, ...more: readonly Buffer[]): Buffer {
  return Buffer.concat([
    publicKey(pair),
    userId("T <t@example.org>"),
    certification(pair, "T <t@example.org>", saying),
    ...more,
  ]);
}

export function detached(
  pair: Pair,
  content: Uint8Array,
  more: Omit<Making, "type" | "data"> & { type?: number },
): Buffer {
  return signature(pair, { type: 0, ...more, data: [Buffer.from(content)] });
}
