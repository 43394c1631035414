// The signatures of texts among files of all names: first by a name that holds the text's digest, then by one that
// begins with the text's own, then by what was signed. Must never leave a file unread without saying so: "no signature"
// where one lies there is a lie.

import { basename } from "node:path";
import type { Sha256 } from "../bytes/sha256.ts";
import type { Signed } from "./signed.ts";
import { holdsSignature } from "./signature-pieces.ts";
import { readSignatureName } from "./signature-name.ts";
import type { VerdictStatus } from "./verdict.ts";
import { verifySignatureFile, type SignatureFile } from "./verify-signature.ts";

export interface PassedOver {
  readonly name: string;
  /** As the end of a sentence. */
  readonly why: string;
}

/** A text whose signatures are looked for. */
export interface SignedText {
  /** What it is called, as "tinycc.json"; its signatures may be called by that. */
  readonly name: string;
  readonly sha256: Sha256;
  readonly signed: Signed;
}

/** Statuses that a signature of another text has, too: with them, only a file's name tells what it is about. */
const SAYS_NOTHING: ReadonlySet<VerdictStatus> = new Set(["bad", "unknown-key", "unsupported", "malformed"]);

export class SignatureFiles {
  readonly #named = new Map<Sha256, SignatureFile[]>();
  readonly #loose: SignatureFile[] = [];
  readonly #claimed = new Set<SignatureFile>();
  readonly #passedOver: PassedOver[] = [];
  readonly #asked: SignedText[] = [];

  /** `files` are all that lie where signatures may be, but for manifests and observations. */
  constructor(files: readonly { readonly path: string; readonly content: Uint8Array }[]) {
    for (const { path, content } of files) {
      const named = readSignatureName(basename(path));
      if (named !== undefined) {
        const own = this.#named.get(named.manifest) ?? [];
        own.push({ name: basename(path), content });
        this.#named.set(named.manifest, own);
      } else if (holdsSignature(content)) this.#loose.push({ name: path, content });
      else this.#passedOver.push({ name: path, why: "it holds no signature" });
    }
  }

  /** All files of which some signature is, or is said to be, of this text. */
  of(text: SignedText): readonly SignatureFile[] {
    this.#asked.push(text);
    const loose = this.#loose.filter((file) => isNamedFor(file.name, text.name) || isAbout(file, text.signed));
    for (const file of loose) this.#claimed.add(file);
    return [...(this.#named.get(text.sha256) ?? []), ...loose];
  }

  /** All files, where they were given for one text: but those that are named for another. */
  all(text: SignedText): readonly SignatureFile[] {
    this.#asked.push(text);
    for (const file of this.#loose) this.#claimed.add(file);
    return [...(this.#named.get(text.sha256) ?? []), ...this.#loose];
  }

  /** What belongs to none of the texts that were asked about, and why. To be asked at the end. */
  passedOver(): readonly PassedOver[] {
    const loose = this.#loose.filter((file) => !this.#claimed.has(file));
    return [...this.#passedOver, ...loose.map((file) => ({ name: file.name, why: this.#whyNot(file) }))];
  }

  /** What says most: that it is of other bytes than these is true of any text's signature. */
  #whyNot(file: SignatureFile): string {
    let other: string | undefined;
    for (const { signed } of this.#asked)
      for (const { status, says } of verifySignatureFile(signed, file)) {
        if (status !== "bad") return `it counts for none of these texts: ${says}`;
        other = says;
      }
    return other === undefined ? "no text was asked about" : `it signs none of these texts: ${other}`;
  }

  /** How many files are named for texts that nobody asked about. */
  get ofOthers(): number {
    const asked = new Set(this.#asked.map(({ sha256 }) => sha256));
    return [...this.#named].filter(([manifest]) => !asked.has(manifest)).flatMap(([, files]) => files).length;
  }
}

function isNamedFor(path: string, text: string): boolean {
  const name = basename(path).toLowerCase();
  const own = basename(text).toLowerCase();
  return name.startsWith(`${own}.`) && name.length > own.length + 1;
}

function isAbout(file: SignatureFile, signed: Signed): boolean {
  return verifySignatureFile(signed, file).some(({ status }) => !SAYS_NOTHING.has(status));
}
