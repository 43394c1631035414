// The mathematics of one signature: do these bytes, this signature and this key fit together (RFC 9580, sections 5.2.3
// and 5.2.4). Must never judge more than that: who the key is, and when it might sign, is for others.

import { createHash, createVerify, verify } from "node:crypto";
import { HASHES, SIGNS } from "./algorithms.ts";
import { readNumbers, type Key } from "./key.ts";
import type { Signature } from "./signature.ts";

/** "unsupported": an algorithm, digest or curve that is not known here, or a key whose numbers are none. */
export type Check = "yes" | "no" | "unsupported";

/** `data` is what was signed, in pieces that are hashed one after the other. */
export function check(signature: Signature, key: Key, data: readonly Buffer[]): Check {
  const { algorithm } = signature;
  const hash = HASHES[signature.hash];
  if (hash === undefined || !KNOWN.has(algorithm)) return "unsupported";
  if (algorithm !== key.algorithm && !(isRsa(algorithm) && isRsa(key.algorithm))) return "no";
  const { object } = key;
  if (object === undefined) return "unsupported";
  const scheme = schemeOf(signature, key);
  if (scheme === undefined) return "no";
  const pieces = [signature.salt, ...data, signature.hashed, trailer(signature)];
  try {
    if (scheme.digestFirst) {
      const digest = createHash(hash);
      for (const piece of pieces) digest.update(piece);
      return verify(null, digest.digest(), object, scheme.signature) ? "yes" : "no";
    }
    const verifier = createVerify(hash);
    for (const piece of pieces) verifier.update(piece);
    // To look at an option costs a fifth of an RSA signature, and it is for the others.
    const how = isRsa(algorithm) ? object : { key: object, dsaEncoding: "ieee-p1363" as const };
    return verifier.verify(how, scheme.signature) ? "yes" : "no";
  } catch {
    // OpenSSL refuses keys beyond its limits, as of an exponent of thousands of bits.
    return "unsupported";
  }
}

/** Section 5.2.4: version, 0xFF and the length of what was hashed of the signature; nothing after version 3. */
function trailer({ version, hashed }: Signature): Buffer {
  if (version === 3) return Buffer.alloc(0);
  const bytes = Buffer.from([version, 0xff, 0, 0, 0, 0]);
  bytes.writeUInt32BE(hashed.length, 2);
  return bytes;
}

interface Scheme {
  readonly signature: Buffer;
  /** The digest itself is what the algorithm signs. */
  readonly digestFirst?: true;
}

const KNOWN: ReadonlySet<number> = new Set(Object.values(SIGNS));

/** The signature's numbers as node:crypto takes them; undefined where no key can have made them. */
function schemeOf({ algorithm, numbers }: Signature, key: Key): Scheme | undefined {
  switch (algorithm) {
    case SIGNS.rsa:
    case SIGNS.rsaSign: {
      const [value] = readNumbers(numbers, 0, 1)?.values ?? [];
      const padded = value === undefined ? undefined : pad(value, key.halfSize);
      return padded === undefined ? undefined : { signature: padded };
    }
    case SIGNS.dsa:
    case SIGNS.ecdsa:
      return halves(numbers, key.halfSize);
    case SIGNS.eddsaLegacy: {
      const both = halves(numbers, 32);
      return both === undefined ? undefined : { ...both, digestFirst: true };
    }
    case SIGNS.ed25519:
      return numbers.length === 64 ? { signature: numbers, digestFirst: true } : undefined;
    case SIGNS.ed448:
      return numbers.length === 114 ? { signature: numbers, digestFirst: true } : undefined;
    default:
      return undefined;
  }
}

const isRsa = (algorithm: number): boolean => algorithm === SIGNS.rsa || algorithm === SIGNS.rsaSign;

function halves(numbers: Buffer, size: number): Scheme | undefined {
  const [r, s] = readNumbers(numbers, 0, 2)?.values ?? [];
  const [first, second] = [r, s].map((half) => (half === undefined ? undefined : pad(half, size)));
  return first === undefined || second === undefined ? undefined : { signature: Buffer.concat([first, second]) };
}

function pad(value: Buffer, size: number): Buffer | undefined {
  if (value.length > size) return undefined;
  return value.length === size ? value : Buffer.concat([Buffer.alloc(size - value.length), value]);
}
