// Reading a stored file while comparing it with its digest, so that nothing corrupt leaves the store unseen.
// Must never end normally when the content was not what the listing says.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Sha256 } from "../bytes/sha256.ts";

/** A stored file is not what its tree's listing says. */
export class CorruptFile extends Error {
  readonly path: string;
  constructor(path: string, found: string) {
    super(`its sha256 is ${found}`);
    this.path = path;
  }
}

/** Yields the file's content in pieces; throws CorruptFile after the last one, or before one too many. */
export async function* readChecked(path: string, size: number, digest: Sha256): AsyncGenerator<Uint8Array, void> {
  const hash = createHash("sha256");
  let length = 0;
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 18 })) {
    const bytes = piece as Uint8Array;
    length += bytes.length;
    if (length > size) throw new CorruptFile(path, "not known: it is longer than it was");
    hash.update(bytes);
    yield bytes;
  }
  const found = hash.digest("hex");
  if (length !== size || found !== digest) throw new CorruptFile(path, found);
}
