// The signatures of texts among files, judged: what policies weigh. Must never take a file's name for more than a way to
// find it.

import { sha256, type Sha256 } from "../bytes/sha256.ts";
import type { Keyring } from "../manifest/keyring.ts";
import { verifySignatures } from "../manifest/verify.ts";
import type { SignatureFile } from "../manifest/verify-signature.ts";
import type { Word } from "../policy/counting.ts";

/** With which keys, and as of when. */
interface By {
  readonly keys: Keyring;
  readonly at: Date;
}

/** A text, and when it says that it was written, if it does. */
export interface Signable {
  readonly content: Uint8Array;
  readonly stated?: string;
}

/** A verdict for each signature in the files. */
export function judgeWords(
  { keys, at }: By,
  { content, stated }: Signable,
  files: readonly SignatureFile[],
): readonly Word[] {
  const digests = new Map<SignatureFile, Sha256>(files.map((file) => [file, sha256(file.content)]));
  return verifySignatures({ content, keys, now: at }, files).map(({ verdict, file }) => ({
    verdict,
    file: digests.get(file)!,
    ...(stated === undefined ? {} : { stated }),
  }));
}
