// What is alike in the scratch of many stages: mount points, and the system call filter. It is made once for each form
// that it takes, and each scratch holds links to it, as making some thirty files takes as long as a short step.
// Must never hold what a step can write to.

import { chmodSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { seccompFilter } from "./seccomp.ts";

/** The seccomp filter: a file in scratch that chain-script.ts names to bubblewrap. */
export const SECCOMP_FILE = "seccomp";

/** Where fixed parts are kept, in a directory of one process that is swept whatever becomes of it. */
export interface Shelf {
  readonly directory: string;
  /** The forms that are there, by what they hold. */
  readonly forms: Map<string, string>;
}

type Entry = readonly [type: "directory" | "file" | "link", path: string, target?: string];

export class FixedParts {
  readonly #entries: Entry[] = [];

  /** Each after the one that holds it. */
  directory(path: string): void {
    this.#entries.push(["directory", path]);
  }

  /** An empty one. */
  file(path: string): void {
    this.#entries.push(["file", path]);
  }

  link(path: string, target: string): void {
    this.#entries.push(["link", path, target]);
  }

  /** Brings them into `scratch`: by links to the shelf, or without one, themselves. Throws the file system's errors. */
  lay(scratch: string, shelf?: Shelf): void {
    if (shelf === undefined) return this.#make(scratch);
    const form = JSON.stringify(this.#entries);
    const kept = shelf.forms.get(form) ?? this.#keep(shelf, form);
    for (const name of this.#tops()) symlinkSync(join(kept, name), join(scratch, name));
  }

  #keep({ directory, forms }: Shelf, form: string): string {
    const kept = join(directory, String(forms.size));
    mkdirSync(`${kept}.new`);
    this.#make(`${kept}.new`);
    renameSync(`${kept}.new`, kept);
    forms.set(form, kept);
    return kept;
  }

  #make(directory: string): void {
    for (const [type, path, target] of this.#entries) {
      const at = join(directory, path);
      if (type === "link") symlinkSync(target!, at);
      else if (type === "file") writeFileSync(at, "");
      else {
        mkdirSync(at);
        chmodSync(at, 0o755);
      }
    }
    writeFileSync(join(directory, SECCOMP_FILE), seccompFilter());
  }

  #tops(): readonly string[] {
    return [...this.#entries.flatMap(([, path]) => (path.includes("/") ? [] : [path])), SECCOMP_FILE];
  }
}
