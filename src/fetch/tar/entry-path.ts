// The path in the tree that an archive's name stands for. Must never give a path that leaves the tree.

import { Refused, quoted } from "../refused.ts";

const LONGEST = 4096;

/** The components of a relative name, "." and empty ones dropped; none for the top itself. */
export function components(name: string, what: string): readonly string[] {
  if (name === "") throw new Refused(`the ${what} is empty`);
  if (Buffer.byteLength(name) > LONGEST)
    throw new Refused(`the ${what} ${quoted(name)} is longer than ${LONGEST} bytes`);
  if (name.startsWith("/")) throw new Refused(`the ${what} ${quoted(name)} is an absolute path`);
  const parts = name.split("/");
  if (parts.includes("..")) throw new Refused(`the ${what} ${quoted(name)} holds ".."`);
  return parts.filter((part) => part !== "" && part !== ".");
}

/** Drops the leading components that all names of an archive share. */
export class Strip {
  readonly #count: number;
  #shared: readonly string[] = [];

  constructor(count: number) {
    this.#count = count;
  }

  /** The path in the tree; undefined for a directory that is dropped itself. Empty for the top. */
  path(name: string, what: string, directory: boolean): string | undefined {
    const parts = components(name, what);
    const leading = parts.slice(0, this.#count);
    if (this.#shared.length < leading.length && this.#shared.every((part, i) => part === leading[i]))
      this.#shared = leading;
    if (leading.some((part, i) => part !== this.#shared[i])) {
      throw new Refused(
        `the ${what} ${quoted(name)} is not below ${quoted(this.#shared.join("/"))} as the others are`,
        `the recipe drops ${this.#count} leading path components; is "strip" right?`,
      );
    }
    if (parts.length > this.#count) return parts.slice(this.#count).join("/");
    if (!directory && parts.length > 0)
      throw new Refused(
        `the ${what} ${quoted(name)} has no more than the ${this.#count} path components that are dropped`,
        `is "strip" right?`,
      );
    return this.#count === 0 ? "" : undefined;
  }
}
