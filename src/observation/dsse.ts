// A statement in a DSSE envelope (secure-systems-lab/dsse, version 1), so that readers of in-toto and SLSA take it. Must
// never sign the payload itself: what is signed is the pre-authentication encoding, which names its type.

import { canonicalJson } from "../bytes/canonical-json.ts";

export const PAYLOAD_TYPE = "application/vnd.in-toto+json";

/** The bytes that are signed: PAE(type, body) of the protocol. */
export function preAuthenticationEncoding(payload: Uint8Array): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(PAYLOAD_TYPE)} ${PAYLOAD_TYPE} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/** The envelope's text. `keyid` is a hint for readers: the fingerprint of the certificate or SSH key, in hexadecimal. */
export function writeEnvelope(
  payload: Uint8Array,
  { keyid, signature }: { readonly keyid: string; readonly signature: Uint8Array },
): string {
  return canonicalJson({
    payloadType: PAYLOAD_TYPE,
    payload: Buffer.from(payload).toString("base64"),
    signatures: [{ keyid, sig: Buffer.from(signature).toString("base64") }],
  });
}
