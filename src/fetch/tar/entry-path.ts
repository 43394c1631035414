// The path in the tree that an archive's name stands for. Must never give a path that leaves the tree.

import { Refused, quoted } from "../refused.ts";

/** The longest name that any system can make a path of. */
export const LONGEST = 4096;

/** The parts of a relative name as tar counts them: "." is one, the nothing between two slashes is none. */
function partsOf(name: string, what: string): readonly string[] {
  if (name === "") throw new Refused(`the ${what} is empty`);
  if (Buffer.byteLength(name) > LONGEST)
    throw new Refused(`the ${what} ${quoted(name)} is longer than ${LONGEST} bytes`);
  if (name.startsWith("/")) throw new Refused(`the ${what} ${quoted(name)} is an absolute path`);
  const parts = name.split("/").filter((part) => part !== "");
  if (parts.includes("..")) throw new Refused(`the ${what} ${quoted(name)} holds ".."`);
  return parts;
}

/** The path that a relative name stands for; empty for the top. */
export function pathOf(name: string, what: string): string {
  return joined(partsOf(name, what));
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== ".").join("/");
}

/** Drops the leading parts that all names of an archive share, as GNU tar's --strip-components counts them. */
export class Strip {
  readonly #count: number;
  #shared: readonly string[] = [];

  constructor(count: number) {
    this.#count = count;
  }

  /** The path in the tree; undefined for a directory that is dropped itself. Empty for the top. */
  path(name: string, what: string, directory: boolean): string | undefined {
    const parts = partsOf(name, what);
    const leading = parts.slice(0, this.#count);
    if (this.#shared.length < leading.length && this.#shared.every((part, i) => part === leading[i]))
      this.#shared = leading;
    if (leading.some((part, i) => part !== this.#shared[i])) {
      throw new Refused(
        `the ${what} ${quoted(name)} is not below ${quoted(this.#shared.join("/"))} as the others are`,
        { hint: `the recipe drops ${this.#count} leading parts of each path; is "strip" right?` },
      );
    }
    if (parts.length > this.#count) return joined(parts.slice(this.#count));
    if (!directory)
      throw new Refused(
        `the ${what} ${quoted(name)} has no more than the ${this.#count} leading parts that are dropped`,
        {
          hint: 'is "strip" right? a leading "./" counts as one part, as for tar',
        },
      );
    return this.#count === 0 ? "" : undefined;
  }
}
