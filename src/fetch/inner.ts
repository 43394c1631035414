// InnerFile: takes one file out of an archive, for an archive that is kept within another. Must never take one of a
// wrong digest.

import { createHash } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import type { Source } from "../model/recipe.ts";
import { Refused, quoted } from "./refused.ts";
import { pathOf } from "./tar/entry-path.ts";
import type { TarEntry, TarHandler } from "./tar/reader.ts";

export type Inner = NonNullable<NonNullable<Source["unpack"]>["inner"]>;

export class InnerFile implements TarHandler {
  readonly #wanted: Inner;
  readonly #path: string;
  readonly #file: number;
  readonly #hash = createHash("sha256");
  #within = false;
  #found = 0;

  /** Creates `destination`. The wanted path is as in the archive, nothing stripped. */
  constructor(wanted: Inner, destination: string) {
    this.#wanted = wanted;
    this.#path = pathOf(wanted.path, "path of the inner archive");
    this.#file = openSync(destination, "wx", 0o600);
  }

  entry(entry: TarEntry): readonly undefined[] {
    this.#within = entry.type === "file" && pathOf(entry.name, "name") === this.#path;
    if (this.#within && ++this.#found > 1) throw new Refused(`it holds ${quoted(this.#wanted.path)} twice`);
    return [];
  }

  body(bytes: Buffer): void {
    if (!this.#within) return;
    this.#hash.update(bytes);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at, bytes.length - at);
  }

  done(): void {
    this.#within = false;
  }

  finish(): readonly undefined[] {
    if (this.#found === 0)
      throw new Refused(`it holds no file ${quoted(this.#wanted.path)}, which the recipe calls the inner archive`);
    const found = this.#hash.digest("hex");
    if (found !== this.#wanted.sha256)
      throw new Refused(
        `the inner archive ${quoted(this.#wanted.path)} has sha256 ${found}, expected ${this.#wanted.sha256}`,
      );
    return [];
  }

  close(): void {
    closeSync(this.#file);
  }
}
