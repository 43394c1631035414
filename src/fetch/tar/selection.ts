// Selection: what a recipe's `keep` and `remove` leave of an archive, entry by entry. Must never let a pattern pass that
// named nothing.

import { PathMatcher } from "../../model/path-pattern.ts";
import type { PathPattern } from "../../model/recipe.ts";
import { Refused, quoted } from "../refused.ts";

interface Matcher {
  readonly pattern: PathPattern;
  readonly matcher: PathMatcher;
  /** The same with a "/" at its end, or without: for a hint. */
  readonly other: PathMatcher;
  used: boolean;
  otherUsed: boolean;
}

export type Choice =
  | { readonly type: "kept" }
  | { readonly type: "passed over" }
  /** `top` is the entry itself, or the directory above it that is removed whole. */
  | { readonly type: "removed"; readonly top: string };

export class Selection {
  readonly #keep: readonly Matcher[];
  readonly #remove: readonly Matcher[];

  /** All is kept where `keep` is empty. */
  constructor({ keep, remove }: { readonly keep: readonly PathPattern[]; readonly remove: readonly PathPattern[] }) {
    this.#keep = keep.map(ready);
    this.#remove = remove.map(ready);
  }

  /** What becomes of an entry; a link is a file here. Each pattern that names it is marked as used. */
  choose(path: string, type: "file" | "directory"): Choice {
    if (this.#keep.length > 0 && topmost(this.#keep, path, type) === undefined) return { type: "passed over" };
    const top = topmost(this.#remove, path, type);
    return top === undefined ? { type: "kept" } : { type: "removed", top };
  }

  /** Refuses the first pattern that named nothing. The whole archive was seen. */
  finish(): void {
    const idle = (matchers: readonly Matcher[]): Matcher | undefined =>
      matchers.find(({ used, pattern }) => !used && pattern.mayNameNothing !== true);
    const keep = idle(this.#keep);
    if (keep !== undefined) throw namesNothing("keep", keep, "");
    const remove = idle(this.#remove);
    if (remove !== undefined) throw namesNothing("remove", remove, this.#keep.length > 0 ? ' that "keep" leaves' : "");
  }
}

function ready(pattern: PathPattern): Matcher {
  const { path } = pattern;
  const other = path.endsWith("/") ? path.slice(0, -1) : `${path}/`;
  return { pattern, matcher: new PathMatcher(path), other: new PathMatcher(other), used: false, otherUsed: false };
}

/** The shortest of what the patterns name on the way to a path. */
function topmost(matchers: readonly Matcher[], path: string, type: "file" | "directory"): string | undefined {
  let top: string | undefined;
  for (const each of matchers) {
    const found = each.matcher.topmost(path, type);
    if (found === undefined) {
      if (!each.used && each.other.topmost(path, type) !== undefined) each.otherUsed = true;
      continue;
    }
    each.used = true;
    if (top === undefined || found.length < top.length) top = found;
  }
  return top;
}

function namesNothing(list: string, { pattern: { path, at }, otherUsed }: Matcher, which: string): Refused {
  const directory = path.endsWith("/");
  const usual = "patterns count from the top of the unpacked tree";
  return new Refused(`${quoted(path)}, which the recipe lists under "${list}", names nothing in it${which}`, {
    code: "pattern-unused",
    hint: !otherUsed
      ? usual
      : directory
        ? `there is a file or link of that name, no directory: write ${quoted(path.slice(0, -1))}`
        : `there is a directory of that name, no file or link: write ${quoted(`${path}/`)}`,
    place: at,
  });
}
