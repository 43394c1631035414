// InnerFile: takes one file out of an archive, for an archive that is kept within another. Must never take one of a
// wrong digest.

import { createHash } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import { components } from "./tar/entry-path.ts";
import { Refused, quoted } from "./refused.ts";
import type { TarEntry, TarHandler } from "./tar/reader.ts";
import type { UnpackLimits } from "./tar/tree-writer.ts";

export class InnerFile implements TarHandler {
  readonly #wanted: { readonly path: string; readonly sha256: string };
  readonly #file: number;
  readonly #limits: UnpackLimits;
  readonly #hash = createHash("sha256");
  #within = false;
  #found = 0;
  #entries = 0;
  #bytes = 0;

  /** Creates `destination`. The wanted path is as in the archive, nothing stripped. */
  constructor(wanted: { readonly path: string; readonly sha256: string }, destination: string, limits: UnpackLimits) {
    this.#wanted = wanted;
    this.#limits = limits;
    this.#file = openSync(destination, "wx", 0o600);
  }

  entry(entry: TarEntry): void {
    if (++this.#entries > this.#limits.entries) throw new Refused(`it holds more than ${this.#limits.entries} entries`);
    this.meta(entry.size);
    this.#within =
      entry.type === "file" &&
      components(entry.name, "name").join("/") === components(this.#wanted.path, "path of the inner archive").join("/");
    if (this.#within && ++this.#found > 1) throw new Refused(`it holds ${quoted(this.#wanted.path)} twice`);
  }

  body(bytes: Buffer): void {
    if (!this.#within) return;
    this.#hash.update(bytes);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at, bytes.length - at);
  }

  done(): void {
    this.#within = false;
  }

  meta(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#limits.bytes) throw new Refused(`it unpacks to more than ${this.#limits.bytes} bytes`);
  }

  finish(): void {
    if (this.#found === 0)
      throw new Refused(`it holds no file ${quoted(this.#wanted.path)}, which the recipe calls the inner archive`);
    const found = this.#hash.digest("hex");
    if (found !== this.#wanted.sha256)
      throw new Refused(
        `the inner archive ${quoted(this.#wanted.path)} has sha256 ${found}, expected ${this.#wanted.sha256}`,
      );
  }

  close(): void {
    closeSync(this.#file);
  }
}
