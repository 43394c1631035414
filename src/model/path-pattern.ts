// Path patterns: the one language in which a recipe names files of its sources. recipes/FORMAT.md tells the same. Must
// never give a character a meaning that the forms PATTERN and SOURCE_PATTERN of src/recipe/forms.ts do not tell of.
//
//   a/b.c      the file (or link) a/b.c        *      any part of one name, none too
//   a/b/       the directory a/b, all in it    **/    any directories, none too; once, before the first name

/** One pattern made ready to be asked about many paths. Each question takes time linear in the path. */
export class PathMatcher {
  /** The names before and after "**"; all are before it where there is none. */
  readonly #before: readonly NamePattern[];
  readonly #after: readonly NamePattern[] | undefined;
  readonly #below: boolean;
  /** What every path that the pattern names starts with, and what it holds: a cheap first look. */
  readonly #start: string;
  readonly #part: string;

  constructor(pattern: string) {
    this.#below = pattern.endsWith("/");
    const names = (this.#below ? pattern.slice(0, -1) : pattern).split("/");
    const any = names.indexOf("**");
    this.#before = (any < 0 ? names : names.slice(0, any)).map(namePattern);
    this.#after = any < 0 ? undefined : names.slice(any + 1).map(namePattern);
    const parts = names.join("/").split(/\*+\/?/);
    this.#start = parts[0]!;
    this.#part = parts.reduce((longest, part) => (part.length > longest.length ? part : longest));
  }

  /**
   * The topmost thing that the pattern names on the way to a path: the path itself, or a directory that it lies in.
   * `type` is what lies at the path: a link counts as a file.
   */
  topmost(path: string, type: "file" | "directory"): string | undefined {
    if (!path.startsWith(this.#start) || !path.includes(this.#part)) return undefined;
    if (!this.#below && type === "directory") return undefined;
    const names = path.split("/");
    if (!this.#beginsWith(names)) return undefined;
    const least = this.#before.length + (this.#after?.length ?? 0);
    const most = this.#below && type === "file" ? names.length - 1 : names.length;
    const first = this.#below ? least : most;
    const last = this.#after === undefined ? least : most;
    for (let count = first; count <= Math.min(last, most); count++)
      if (count >= least && this.#endsAt(names, count)) return names.slice(0, count).join("/");
    return undefined;
  }

  #beginsWith(names: readonly string[]): boolean {
    return names.length >= this.#before.length && this.#before.every((name, i) => matches(name, names[i]!));
  }

  /** Whether the names after "**" are the last of the first `count` names. */
  #endsAt(names: readonly string[], count: number): boolean {
    const after = this.#after ?? [];
    return after.every((name, i) => matches(name, names[count - after.length + i]!));
  }
}

/** Whether a pattern that starts with a source's name, or with crates', is about that source. */
export function concernsSource(pattern: string, source: string): boolean {
  return matches(namePattern(pattern.split("/", 1)[0]!), source);
}

/** Picks the files that a pattern names, in their order. */
export function filesNamed(pattern: string, files: ReadonlySet<string>): readonly string[] {
  if (!pattern.includes("*") && !pattern.endsWith("/")) return files.has(pattern) ? [pattern] : [];
  const matcher = new PathMatcher(pattern);
  return [...files].filter((file) => matcher.topmost(file, "file") !== undefined);
}

/** What a name must hold, in this order, with anything between; one part is the name itself. */
type NamePattern = readonly string[];

function namePattern(name: string): NamePattern {
  return name.split("*");
}

/** Each part is taken where it first fits: no other choice could leave more room for what follows. */
function matches(pattern: NamePattern, name: string): boolean {
  const head = pattern[0]!;
  if (pattern.length === 1) return name === head;
  const tail = pattern.at(-1)!;
  if (name.length < head.length + tail.length || !name.startsWith(head) || !name.endsWith(tail)) return false;
  let at = head.length;
  for (const part of pattern.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= name.length - tail.length;
}
