// Whether a signature that does not fit its commit is that of another one: what makes a forged commit look signed to who
// only looks whether there is a signature.

import { sha256, type Sha256 } from "../bytes/sha256.ts";
import { readCommit } from "../git/commit.ts";
import type { ObjectReader } from "../git/object-reader.ts";
import { succeed, type Result } from "../model/failure.ts";

export class CopiedSignatures {
  readonly #reader: ObjectReader;
  readonly #all: Iterable<string>;
  /** The first two commits that have a signature: made once, when the first is asked about. */
  #owners: Map<Sha256, string[]> | undefined;

  /** `all` are the names of the commits at hand. */
  constructor(reader: ObjectReader, all: Iterable<string>) {
    this.#reader = reader;
    this.#all = all;
  }

  /** The name of another commit with the same signature; undefined when none of them has it. */
  async owner(id: string, signature: string): Promise<Result<string | undefined>> {
    if (this.#owners === undefined) {
      const owners = new Map<Sha256, string[]>();
      for (const each of this.#all) {
        const bytes = await this.#reader.read("commit", each);
        if (!bytes.ok) return bytes;
        const commit = readCommit(bytes.value, each);
        if (typeof commit === "string" || commit.signature === undefined) continue;
        const digest = sha256(commit.signature);
        const known = owners.get(digest) ?? [];
        if (known.length < 2) owners.set(digest, [...known, each]);
      }
      this.#owners = owners;
    }
    return succeed(this.#owners.get(sha256(signature))?.find((each) => each !== id));
  }
}
