// The numbers of OpenPGP's algorithms (RFC 9580, section 9) that can sign, and which digests count.
// Must never learn a default of a library: what counts is written here.

/** Public-key algorithms that sign; all others only encrypt, or are not known here. */
export const SIGNS = { rsa: 1, rsaSign: 3, dsa: 17, ecdsa: 19, eddsaLegacy: 22, ed25519: 27, ed448: 28 } as const;

/** Digests by number, as node:crypto names them. */
export const HASHES: Readonly<Record<number, string>> = {
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

const MD5 = 1;
export const SHA1 = 2;
const RIPEMD = 3;

/** Digests that can be forged, or are close to it. */
export const WEAK_HASHES: ReadonlySet<number> = new Set([MD5, SHA1, RIPEMD]);

/**
 * Since when a certificate may not be held together by SHA-1, in seconds: 1 February 2020, when the first collision by
 * chosen prefixes was public. What an owner made before cannot have been forged by it (RFC 9580, section 9.5).
 */
export const SHA1_CUT_OFF = Date.UTC(2020, 1, 1) / 1000;

/** Whether a digest counts in a signature by which a certificate is held together, made at `created` seconds. */
export function bindsAt(hash: number, created: number): boolean {
  return hash === SHA1 ? created < SHA1_CUT_OFF : !WEAK_HASHES.has(hash);
}

/** Curves by the hexadecimal octets of their object identifier (section 9.2): what a coordinate takes, in octets. */
export const CURVES: Readonly<Record<string, { readonly name: string; readonly size: number }>> = {
  "2a8648ce3d030107": { name: "NIST P-256", size: 32 },
  "2b81040022": { name: "NIST P-384", size: 48 },
  "2b81040023": { name: "NIST P-521", size: 66 },
  "2b2403030208010107": { name: "brainpoolP256r1", size: 32 },
  "2b240303020801010b": { name: "brainpoolP384r1", size: 48 },
  "2b240303020801010d": { name: "brainpoolP512r1", size: 64 },
  "2b8104000a": { name: "secp256k1", size: 32 },
};
export const ED25519_LEGACY = "2b06010401da470f01";
