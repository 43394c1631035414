// Commits with what is to be said of their signatures, each read and judged once. Must never ask git about a signature,
// nor take a signature's header for part of what was signed.

import { sha256 } from "../bytes/sha256.ts";
import type { Commit } from "../git/commit.ts";
import type { ObjectReader } from "../git/object-reader.ts";
import { verifySignatureFile } from "../manifest/verify-signature.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { Word } from "../policy/counting.ts";
import { besideOf, isX509, NAMESPACE, type By } from "./beside.ts";
import { CopiedSignatures } from "./copied-signature.ts";

/** What is shown of a commit. Only its name is proven: the rest is what its maker wrote. */
export interface Told {
  readonly id: string;
  readonly subject: string;
  /** Who committed it, and when, as it says itself; the time is RFC 3339, UTC, or absent. */
  readonly committer: string;
  readonly committed?: string;
}

export interface SignedCommit {
  readonly told: Told;
  readonly words: readonly Word[];
  /** Why there are none: as the end of a sentence. */
  readonly none?: string;
  /** What it carries beside, which counts for nobody, in sentences. */
  readonly beside: readonly string[];
}

const LATEST = 253_402_300_799;

export class SignedCommits {
  readonly #reader: ObjectReader;
  readonly #by: By;
  readonly #known = new Map<string, Promise<Result<SignedCommit>>>();
  readonly #copied: CopiedSignatures;

  /** `all` are the names of the commits at hand, among which a signature may have been copied. */
  constructor(reader: ObjectReader, by: By, all: Iterable<string>) {
    this.#reader = reader;
    this.#by = by;
    this.#copied = new CopiedSignatures(reader, all);
  }

  of(id: string): Promise<Result<SignedCommit>> {
    const known = this.#known.get(id) ?? this.#read(id);
    this.#known.set(id, known);
    return known;
  }

  async #read(id: string): Promise<Result<SignedCommit>> {
    const read = await this.#reader.commit(id);
    if (!read.ok) return read;
    const commit = read.value;
    const told = toldOf(id, commit);
    const { signature, signed } = commit;
    const beside = besideOf(commit, this.#by);
    if (signature === undefined) return succeed({ told, words: [], none: "it has no signature", beside });
    if (isX509(signature))
      return succeed({ told, words: [], none: "its signature is one of X.509, which is not read here", beside });
    const { keys, at } = this.#by;
    const time = commit.time;
    const seen = time === undefined ? undefined : new Date(Math.min(time, LATEST) * 1000);
    const verdicts = verifySignatureFile(
      { content: signed, keys, now: at, namespace: NAMESPACE },
      { name: id, content: Buffer.from(signature, "latin1"), ...(seen === undefined ? {} : { seen }) },
    );
    const file = sha256(commit.bytes);
    const stated = told.committed === undefined ? {} : { stated: told.committed };
    const copied = verdicts.some(({ status }) => status === "bad")
      ? await this.#copied.owner(id, signature)
      : succeed(undefined);
    if (!copied.ok) return copied;
    const from = copied.value;
    const words = verdicts.map((verdict) => {
      const says =
        from !== undefined && verdict.status === "bad" ? `its signature was copied from commit "${from}"` : undefined;
      return { verdict: says === undefined ? verdict : { ...verdict, says }, file, ...stated };
    });
    return succeed({ told, words, beside });
  }
}

function toldOf(id: string, { subject, committer, time }: Commit): Told {
  const name = committer.replace(/ *<[^<>]*> *\d* *[+-]?\d*$/, "");
  if (time === undefined || time > LATEST) return { id, subject, committer: name };
  return { id, subject, committer: name, committed: new Date(time * 1000).toISOString().replace(".000Z", "Z") };
}
