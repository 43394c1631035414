// Signing bytes as they are, without OpenPGP around them, by the Ed25519 key of an OpenPGP certificate: what envelopes of
// other formats need. Must never be used for bytes that could be taken for what OpenPGP signs: those are bare digests.

import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { SigningKey } from "./sign.ts";

export interface RawSignature {
  readonly signature: Buffer;
  /** SubjectPublicKeyInfo in PEM. */
  readonly publicKey: string;
}

/** Signs with the key that the certificate signs with, which must be Ed25519, in either of its OpenPGP forms. */
export async function signRaw({ key }: SigningKey, bytes: Uint8Array, now: Date): Promise<Result<RawSignature>> {
  const cannot = (found: string) =>
    fail("key-form", `Cannot sign an envelope: ${found}`, { hint: "an Ed25519 key from a file can: --key FILE" });
  try {
    const { keyPacket } = await key.getSigningKey(undefined, now);
    const { seed } = (keyPacket as { readonly privateParams?: { readonly seed?: Uint8Array } }).privateParams ?? {};
    const { A, Q } = keyPacket.publicParams as { readonly A?: Uint8Array; readonly Q?: Uint8Array };
    const point = A ?? Q?.subarray(1);
    if (seed?.length !== 32 || point?.length !== 32) return cannot("its key is not Ed25519");
    const jwk = { kty: "OKP", crv: "Ed25519", d: base64url(seed), x: base64url(point) };
    const own = createPrivateKey({ key: jwk, format: "jwk" });
    const publicKey = createPublicKey(own).export({ type: "spki", format: "pem" }).toString();
    return succeed({ signature: sign(null, bytes, own), publicKey });
  } catch (error) {
    return cannot(`its key cannot: ${(error as Error).message.replace(/\s+/g, " ")}`);
  }
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}
