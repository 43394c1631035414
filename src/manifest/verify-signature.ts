// One file of signatures against the bytes they are said to sign: a verdict for each signature in it. Must never throw
// on what a stranger wrote, nor call a signature good for a reason other than all its checks passing.

import { judgeOpenpgp } from "./openpgp-verdict.ts";
import { judgeSsh } from "./ssh-verdict.ts";
import { MOST_SIGNATURES, readPieces } from "./signature-pieces.ts";
import type { Signed } from "./signed.ts";
import type { Verdict } from "./verdict.ts";

/** Octets. */
export const LONGEST_FILE = 1_000_000;

export interface SignatureFile {
  readonly name: string;
  readonly content: Uint8Array;
  /** When it was first seen here: an SSH signature, which holds no time, is judged as of then. */
  readonly seen?: Date;
}

/** At least one verdict: a file in which there is no signature is malformed. */
export function verifySignatureFile(signed: Signed, file: SignatureFile): readonly Verdict[] {
  const malformed = (says: string): readonly Verdict[] => [
    { name: file.name, index: 0, status: "malformed", says, notes: [] },
  ];
  if (file.content.length > LONGEST_FILE) return malformed(`it has more than ${LONGEST_FILE} octets`);
  const pieces = readPieces(asBuffer(file.content), signed.content);
  if (pieces.length > MOST_SIGNATURES) return malformed(`it holds more than ${MOST_SIGNATURES} signatures`);
  return pieces.flatMap((piece, index): readonly Verdict[] => {
    const where = { name: file.name, index };
    switch (piece.type) {
      case "fault":
        return [{ ...where, status: piece.status, says: piece.says, notes: [] }];
      case "openpgp":
        return judgeOpenpgp(signed, piece.signature).map((verdict) => ({ ...where, ...verdict }));
      case "ssh":
        return [{ ...where, ...judgeSsh(signed, piece.signature, earlier(file.seen, signed.now)) }];
    }
  });
}

/** Whoever asks about a time before a file was first seen is answered as of that time. */
function earlier(seen: Date | undefined, now: Date): Date {
  return seen !== undefined && seen < now ? seen : now;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
