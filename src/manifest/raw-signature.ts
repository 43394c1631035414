// Signing bytes as they are, without OpenPGP or SSH around them, by the private key of either: what envelopes of other
// formats need. Must never be used for bytes that could be taken for what OpenPGP or SSH sign: a bare digest, a text that
// ends as a signature packet's trailer does, or one that begins with "SSHSIG".

import { createPrivateKey, createPublicKey, sign, type KeyObject } from "node:crypto";
import { fail, succeed, type Result } from "../model/failure.ts";
import { readPrivateSshKey, type PrivateNumbers } from "../ssh/private-key.ts";
import type { SigningKey } from "./sign.ts";

export interface RawSignature {
  /** Of Ed25519 its 64 octets, of ECDSA DER. */
  readonly signature: Buffer;
  /** SubjectPublicKeyInfo in PEM. */
  readonly publicKey: string;
}

/** Signs with the key that the certificate signs with, which must be Ed25519, in either of its OpenPGP forms, or P-256. */
export async function signRaw({ key }: SigningKey, bytes: Uint8Array, now: Date): Promise<Result<RawSignature>> {
  try {
    const { keyPacket } = await key.getSigningKey(undefined, now);
    const { privateParams } = keyPacket as { readonly privateParams?: object };
    const own = fromOpenpgp(keyPacket.publicParams, privateParams ?? {});
    return own === undefined ? cannot("its key is neither Ed25519 nor P-256") : signedBy(own, bytes);
  } catch (error) {
    return cannotUse(error);
  }
}

/** As `signRaw`, with a private key of SSH in OpenSSH's own form: Ed25519 or P-256, and not locked. */
export function signRawSsh(pem: string, bytes: Uint8Array): Result<RawSignature> {
  const own = readPrivateSshKey(pem);
  return typeof own === "string" ? cannot(own) : signedBy(own, bytes);
}

/** As OpenPGP has them: a seed of Ed25519, or the number of an elliptic curve, with its point. */
interface Parameters {
  readonly seed?: Uint8Array;
  readonly d?: Uint8Array;
  readonly A?: Uint8Array;
  readonly Q?: Uint8Array;
  readonly oid?: { readonly oid?: Uint8Array };
}

const P256 = "2a8648ce3d030107";

function fromOpenpgp(publicParams: object, privateParams: object): PrivateNumbers | undefined {
  const { seed, d, A, Q, oid }: Parameters = { ...publicParams, ...privateParams };
  const point = A ?? Q?.subarray(1);
  if (seed?.length === 32 && point?.length === 32) return { curve: "Ed25519", secret: seed, point };
  const isP256 = Buffer.from(oid?.oid ?? [])
    .toString("hex")
    .endsWith(P256);
  return isP256 && d !== undefined && d.length <= 32 && point?.length === 64
    ? { curve: "P-256", secret: d, point }
    : undefined;
}

function signedBy(own: PrivateNumbers, bytes: Uint8Array): Result<RawSignature> {
  try {
    const key = keyObject(own);
    const publicKey = createPublicKey(key).export({ type: "spki", format: "pem" }).toString();
    return succeed({ signature: sign(own.curve === "P-256" ? "sha256" : null, bytes, key), publicKey });
  } catch (error) {
    // OpenSSL takes no numbers that are none of the curve.
    return cannotUse(error);
  }
}

function keyObject({ curve, secret, point }: PrivateNumbers): KeyObject {
  const d = base64url(Buffer.concat([Buffer.alloc(32 - secret.length), secret]));
  const [x, y] = [base64url(point.subarray(0, 32)), base64url(point.subarray(32))];
  const key = curve === "P-256" ? { kty: "EC", crv: curve, d, x, y } : { kty: "OKP", crv: curve, d, x };
  return createPrivateKey({ key, format: "jwk" });
}

function cannot(found: string) {
  return fail("key-form", `Cannot sign an envelope: ${found}`, {
    hint: "an Ed25519 or P-256 key from a file can: --key FILE, or --ssh FILE without a passphrase",
  });
}

function cannotUse(error: unknown) {
  return cannot(`its key cannot: ${(error as Error).message.replace(/\s+/g, " ")}`);
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}
