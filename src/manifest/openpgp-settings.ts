// The settings under which OpenPGP is spoken, for both signing and verifying. Must never depend on a default of the
// library that another version could change without a test noticing.

import { config, enums, type Config } from "openpgp";

/** Digests that can be forged, or are close to it. */
export const WEAK_HASHES: ReadonlySet<enums.hash> = new Set([enums.hash.md5, enums.hash.sha1, enums.hash.ripemd]);

export const SETTINGS: Config = {
  ...config,
  preferredHashAlgorithm: enums.hash.sha512,
  // No random salt in a notation: one key, one text and one time give one signature, where the algorithm allows it.
  nonDeterministicSignaturesViaNotation: false,
  showVersion: false,
  showComment: false,
  minRSABits: 2047,
  rejectHashAlgorithms: new Set([enums.hash.md5, enums.hash.ripemd]),
  // Weak digests of messages are told apart by verify-signature.ts itself.
  rejectMessageHashAlgorithms: new Set(),
};

/** The armored blocks of one kind in a text, in order. What stands between them is not part of any. */
export function armoredBlocks(
  kind: "SIGNATURE" | "PUBLIC KEY BLOCK" | "PRIVATE KEY BLOCK",
  text: string,
): readonly string[] {
  return [
    ...text.matchAll(new RegExp(`^-----BEGIN PGP ${kind}-----[ \\t]*\\r?\\n[^]*?^-----END PGP ${kind}-----`, "gm")),
  ].map((match) => match[0] + "\n");
}
