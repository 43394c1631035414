// Verifying a manifest: a verdict for every signature, and whether the good ones make up what the policy asks for.
// Must never take a text for the bytes: what was signed is what lies in the file.

import type { Policy } from "./policy.ts";
import { weigh, type Quorum } from "./quorum.ts";
import type { Signed } from "./signed.ts";
import type { Verdict } from "./verdict.ts";
import { verifySignatureFile, type SignatureFile } from "./verify-signature.ts";

export interface Verification {
  /** In the order of the files. */
  readonly verdicts: readonly Verdict[];
  /** Present when a policy was given. */
  readonly quorum?: Quorum;
}

/**
 * Checks signatures over a manifest's bytes, in process. Whether the bytes are a manifest at all is for parseStatement.
 */
export function verifyManifest(
  subject: Signed & { readonly signatures: readonly SignatureFile[]; readonly policy?: Policy },
): Verification {
  const verdicts = subject.signatures.flatMap((file) => verifySignatureFile(subject, file));
  return subject.policy === undefined
    ? { verdicts }
    : { verdicts, quorum: weigh(subject.policy, verdicts, subject.keys.fingerprints) };
}
