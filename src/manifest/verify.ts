// Verifying a manifest: a verdict for every signature. Must never take a text for the bytes: what was signed is what lies
// in the file.

import type { Signed } from "./signed.ts";
import type { Verdict } from "./verdict.ts";
import { verifySignatureFile, type SignatureFile } from "./verify-signature.ts";

/** A verdict, and the file that the signature is in. */
export interface FiledVerdict {
  readonly verdict: Verdict;
  readonly file: SignatureFile;
}

/**
 * Checks signatures over bytes, in process, in the order of the files. Whether the bytes are a manifest at all is for
 * parseStatement.
 */
export function verifySignatures(subject: Signed, files: readonly SignatureFile[]): readonly FiledVerdict[] {
  return files.flatMap((file) => verifySignatureFile(subject, file).map((verdict) => ({ verdict, file })));
}
