// Signatures of images in the containers' own format ("simple signing", containers/image docs/containers-signature.5):
// a JSON payload, signed by OpenPGP, one file a signer. Must never write one that a reader through gpg refuses: it would
// spoil the row of signatures that it stands in.

import { canonicalJson } from "../bytes/canonical-json.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { readArmor } from "../openpgp/armor.ts";
import { SIGNS, WEAK_HASHES } from "../openpgp/algorithms.ts";
import { framed } from "../openpgp/certificate-bytes.ts";
import { PACKET, readPackets } from "../openpgp/packets.ts";
import { issuersOf, readSignature, type Signature } from "../openpgp/signature.ts";

/** What a signature is over. Any other key beside these is refused by readers, but below `optional`. */
export function payloadOf(reference: string, manifest: Sha256): string {
  return canonicalJson({
    critical: {
      identity: { "docker-reference": reference },
      image: { "docker-manifest-digest": `sha256:${manifest}` },
      type: "atomic container signature",
    },
    optional: { creator: "fromseed" },
  });
}

/**
 * Joins a detached signature of a payload and the payload: a signature packet, then a literal one (RFC 9580, section
 * 10.3). `signature` is armored or binary; `signer` the fingerprint of the certificate whose key made it.
 */
export function attached(signature: Buffer, payload: string, signer: string): Result<Buffer> {
  const blocks = signature[0] !== undefined && signature[0] >= 0x80 ? [] : readArmor(signature.toString("latin1"));
  const packets = readPackets(blocks.length === 1 ? (blocks[0]!.data ?? Buffer.alloc(0)) : signature).packets;
  const [packet, ...others] = packets;
  if (packet?.type !== PACKET.signature || others.length > 0)
    return refused("it is not one detached OpenPGP signature", "gpg --detach-sign writes one");
  const read = readSignature(packet.body);
  if (read === undefined || read === "version") return refused("it cannot be read");
  const fault = faultOf(read, signer);
  if (fault !== undefined) return refused(fault.found, fault.hint);
  const content = Buffer.from(payload);
  // Binary, no file name, no time.
  const literal = Buffer.concat([Buffer.from([0x62, 0, 0, 0, 0, 0]), content]);
  return succeed(Buffer.concat([framed(packet), framed({ type: PACKET.literal, body: literal })]));
}

/** Why gpg, or what calls it, would not take the signature. */
function faultOf(signature: Signature, signer: string): { readonly found: string; readonly hint: string } | undefined {
  const ofAll = "a key that all readers take is RSA or NIST P-256, and signs by its primary key";
  if (signature.version !== 4)
    return { found: `it has version ${signature.version}, and the readers of images know 4`, hint: ofAll };
  if (signature.algorithm === SIGNS.ed25519 || signature.algorithm === SIGNS.ed448)
    return {
      found: `gpg 2.2, which readers of images call, has not got its algorithm ${signature.algorithm}`,
      hint: ofAll,
    };
  if (WEAK_HASHES.has(signature.hash)) return { found: "its hash is a weak one", hint: ofAll };
  const { fingerprint } = issuersOf(signature);
  if (fingerprint !== undefined && fingerprint !== signer)
    return { found: "it is by a subkey, which readers of images do not take for its owner's", hint: ofAll };
  return undefined;
}

const refused = (found: string, hint?: string): Result<never> =>
  fail("signing-failed", `Cannot make the image's signature: ${found}`, hint === undefined ? {} : { hint });
