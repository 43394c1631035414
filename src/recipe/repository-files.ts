// Repository files: whether the paths that recipes name are there, and are plain files and directories of the
// repository. Must never follow a symbolic link, but of a folder at the top or of a recipe, which people keep elsewhere:
// what it shows may lie outside, and differ between two machines.

import { lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { folderElsewhere } from "../model/folder-elsewhere.ts";
import type { ProjectPlace } from "../model/import.ts";
import type { Checkout } from "./text.ts";

/** What is wrong with a path, and what to do about it. */
export interface Fault {
  readonly found: string;
  readonly hint: string;
}

const NO_LINKS = "name a regular file; a link could lead out of the repository";

export class RepositoryFiles implements Checkout {
  readonly root: string;
  readonly imported?: string;
  readonly base: string;
  /** The folder itself, where it is no import. */
  readonly places: readonly ProjectPlace[];
  readonly #known = new Map<string, Fault | undefined>();

  constructor({ root, imported, base, places }: Checkout) {
    this.root = realpathSync(root);
    if (imported !== undefined) this.imported = imported;
    this.places = places ?? [{ type: "directory", path: this.root }];
    this.base = base === undefined ? this.root : resolve(base);
  }

  /**
   * Judges a path from the root; one that ends in "/" must be a directory that holds at least one file and files alone.
   */
  fault(path: string): Fault | undefined {
    if (!this.#known.has(path)) this.#known.set(path, this.#judge(path));
    return this.#known.get(path);
  }

  #judge(path: string): Fault | undefined {
    const wanted = path.endsWith("/") ? "directory" : "file";
    const bare = path.replace(/\/$/, "");
    const absolute = join(this.root, bare);
    try {
      const folder = folderElsewhere(path);
      const whole = join(realpathSync(join(this.root, folder)), bare.slice(folder.length));
      const facts = bare === folder ? statSync(absolute) : lstatSync(absolute);
      if (facts.isSymbolicLink() || realpathSync(absolute) !== whole)
        return { found: `"${path}" is or passes a symbolic link`, hint: NO_LINKS };
      if (wanted === "directory") {
        if (facts.isFile()) return { found: `"${path}" is a file`, hint: `write "${bare}"` };
        return facts.isDirectory()
          ? this.#judgeBelow(absolute, path)
          : { found: `"${path}" is not a directory`, hint: NO_LINKS };
      }
      if (facts.isDirectory())
        return { found: `"${path}" is a directory`, hint: `write "${path}/" for everything below it` };
      return facts.isFile() ? undefined : { found: `"${path}" is not a regular file`, hint: NO_LINKS };
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === "ENOENT" || code === "ENOTDIR")
        return {
          found: `the repository has no ${wanted} "${path}"`,
          hint: "paths of the repository start at its root",
        };
      return { found: `"${path}" cannot be looked at: ${code}`, hint: "check whether this user may read it" };
    }
  }

  #judgeBelow(directory: string, path: string): Fault | undefined {
    let files = 0;
    for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) files++;
      else if (!entry.isDirectory())
        return {
          found: `"${join(entry.parentPath, entry.name).slice(this.root.length + 1)}" is neither a file nor a directory`,
          hint: NO_LINKS,
        };
    }
    return files > 0 ? undefined : { found: `"${path}" holds no file`, hint: "leave it out" };
  }
}
