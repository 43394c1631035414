// People who sign images: their keys in files, and policies that name them.

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateKey } from "openpgp";
import { expect } from "vitest";

export const NAMES = ["alice", "bob", "carol", "dave", "erin"] as const;

export class Signers {
  readonly #root: string;
  readonly #fingerprints = new Map<string, string>();
  /** The folder of all certificates. */
  readonly keys: string;

  constructor(root: string) {
    this.#root = root;
    this.keys = join(root, "keys");
    mkdirSync(this.keys);
  }

  /** The file of a person's secret key. */
  secret(name: string): string {
    return join(this.#root, `${name}.asc`);
  }

  fingerprint(name: string): string {
    return this.#fingerprints.get(name)!;
  }

  async make(name: string, options: Partial<Parameters<typeof generateKey>[0]> = {}): Promise<void> {
    const userIDs = [{ name }];
    const made = await generateKey({ type: "ecc", curve: "nistP256", userIDs, ...options, format: "object" });
    this.#fingerprints.set(name, made.privateKey.getFingerprint());
    writeFileSync(this.secret(name), made.privateKey.armor());
    writeFileSync(join(this.keys, `${name}.asc`), made.publicKey.armor());
  }

  /** The signature that each of some people puts beside an image with `fromseed`. */
  messages(
    image: string,
    names: readonly string[],
    fromseed: (...words: string[]) => { readonly status: number | null },
  ): ReadonlyMap<string, Buffer> {
    const own = join(this.#root, "by-one");
    const messages = names.map((name) => {
      rmSync(own, { recursive: true, force: true });
      cpSync(image, own, { recursive: true });
      expect(fromseed("sign", "--image", own, "--key", this.secret(name)).status).toBe(0);
      return [name, readFileSync(join(own, "signature-1"))] as const;
    });
    return new Map(messages);
  }

  /** The file of a policy whose quorum is so many of these. */
  policy(needs: number, names: readonly string[]): string {
    const text = [
      ...names.map((name) => `signer ${name} ${this.fingerprint(name)}`),
      `group people ${needs} ${names.join(" ")}`,
      "quorum people\n",
    ].join("\n");
    const file = join(this.#root, `policy-${needs}-${names.length}.txt`);
    writeFileSync(file, text);
    return file;
  }
}

/** The sets of people at the border of a quorum, which tell all that there is to tell: every `needs`, every one fewer. */
export function borderSets(needs: number, names: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: 2 ** names.length }, (_, set) =>
    names.filter((_name, i) => (set & (1 << i)) !== 0),
  ).filter(({ length }) => length === needs || length === needs - 1);
}
