// Reading a stored file while comparing it with its digest, so that nothing corrupt leaves the store unseen.
// Must never end normally when the content was not what the listing says.

import { createHash, hash } from "node:crypto";
import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import type { Sha256 } from "../bytes/sha256.ts";

/** A stored file is not what its tree's listing says. */
export class CorruptFile extends Error {
  readonly path: string;
  constructor(path: string, found: string) {
    super(`its sha256 is ${found}`);
    this.path = path;
  }
}

/** A file up to this size is read in one piece: a stream for each of 10,000 takes longer than all else. */
const WHOLE = 1 << 20;

/** Yields the file's content in pieces; throws CorruptFile after the last one, or before one too many. */
export async function* readChecked(path: string, size: number, digest: Sha256): AsyncGenerator<Uint8Array, void> {
  if (size <= WHOLE) {
    const bytes = readUpTo(path, size + 1);
    if (bytes.length > size) throw tooLong(path);
    const found = hash("sha256", bytes, "hex");
    if (bytes.length !== size || found !== digest) throw new CorruptFile(path, found);
    yield bytes;
    return;
  }
  const whole = createHash("sha256");
  let length = 0;
  for await (const piece of createReadStream(path, { highWaterMark: WHOLE })) {
    const bytes = piece as Uint8Array;
    length += bytes.length;
    if (length > size) throw tooLong(path);
    whole.update(bytes);
    yield bytes;
  }
  const found = whole.digest("hex");
  if (length !== size || found !== digest) throw new CorruptFile(path, found);
}

const tooLong = (path: string): CorruptFile => new CorruptFile(path, "not known: it is longer than it was");

/** The file's first bytes: fewer where it ends before. */
function readUpTo(path: string, most: number): Buffer {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.allocUnsafe(most);
    let length = 0;
    for (let count = 1; count > 0 && length < most; length += count)
      count = readSync(file, bytes, length, most - length, null);
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}
