// Reading the files among which signatures are looked for. Must never hold more of one than a file of signatures may
// have.

import { SignatureFiles } from "../manifest/signature-files.ts";
import { LONGEST_FILE } from "../manifest/verify-signature.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { readAtMost } from "./given-file.ts";
import { reason } from "./reason.ts";

/** Reads all of the files but manifests, observations and envelopes (`*.json`). */
export async function readSignatureFiles(paths: readonly string[]): Promise<Result<SignatureFiles>> {
  const files: { readonly path: string; readonly content: Uint8Array }[] = [];
  for (const path of new Set(paths.filter(mayBeSignature))) {
    try {
      files.push({ path, content: await readAtMost(path, MOST) });
    } catch (error) {
      return fail("operand", `Cannot read signature "${path}": ${reason(error)}`);
    }
  }
  return succeed(signaturesOf(files));
}

/** The same of files that were read. */
export function signaturesOf(
  files: readonly { readonly path: string; readonly content: Uint8Array }[],
): SignatureFiles {
  const own = files.filter(({ path }) => mayBeSignature(path));
  return new SignatureFiles(own.map(({ path, content }) => ({ path, content: content.subarray(0, MOST) })));
}

const mayBeSignature = (path: string): boolean => !path.endsWith(".json");

/** One octet more tells a file that is too long, whatever else is in it. */
const MOST = LONGEST_FILE + 1;
