// SHA-256 (FIPS 180-4) of bytes in memory and of streams. The brand keeps digests and other text apart.

import { createHash } from "node:crypto";
import { open } from "node:fs/promises";

/** Bytes that are read at once. */
const LARGEST_PIECE = 1 << 20;

declare const brand: unique symbol;
/** 64 lower-case hexadecimal digits. */
export type Sha256 = string & { readonly [brand]: "sha256" };

/** Digest of bytes, or of the UTF-8 of a string. */
export function sha256(content: Uint8Array | string): Sha256 {
  return createHash("sha256").update(content).digest("hex") as Sha256;
}

/** Digest of a file's content, read in pieces. Rejects with the file system's error. */
export async function sha256File(path: string): Promise<Sha256> {
  const file = await open(path);
  try {
    const hash = createHash("sha256");
    // No larger than the file, as most are small.
    const piece = Buffer.allocUnsafe(Math.min((await file.stat()).size + 1, LARGEST_PIECE));
    for (;;) {
      const { bytesRead } = await file.read(piece);
      if (bytesRead === 0) break;
      hash.update(piece.subarray(0, bytesRead));
    }
    return hash.digest("hex") as Sha256;
  } finally {
    await file.close();
  }
}

/** Takes text as a digest when it has a digest's form, else undefined. */
export function asSha256(text: string): Sha256 | undefined {
  return /^[0-9a-f]{64}$/.test(text) ? (text as Sha256) : undefined;
}
