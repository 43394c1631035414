// Verifying a manifest: a verdict for every signature, and whether the good ones make up what the policy asks for.
// Must never take a text for the bytes: what was signed is what lies in the file.

import type { Certificates } from "./certificates.ts";
import type { Policy } from "./policy.ts";
import { weigh, type Quorum } from "./quorum.ts";
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
export async function verifyManifest(subject: {
  readonly content: Uint8Array;
  readonly signatures: readonly SignatureFile[];
  readonly certificates: Certificates;
  readonly policy?: Policy;
  readonly now: Date;
}): Promise<Verification> {
  const verdicts: Verdict[] = [];
  for (const file of subject.signatures)
    verdicts.push(...(await verifySignatureFile(subject.content, file, subject.certificates, subject.now)));
  return subject.policy === undefined
    ? { verdicts }
    : { verdicts, quorum: weigh(subject.policy, verdicts, subject.certificates.fingerprints) };
}
