// Source paths: which files of a source a path of a recipe's `pregenerated` or `written` names. recipes/FORMAT.md tells
// the same. Must never give a sign a meaning that the form SOURCE_PATH of src/recipe/forms.ts does not tell of.

/**
 * Picks the files that a path names, in their order. Files are `<source>/<path>`, or `<source>` for one that is not
 * unpacked. In the path "*" stands for any part of one name, "**" behind the source for any number of directories, "/"
 * at the end for all below.
 */
export function filesNamed(path: string, files: ReadonlySet<string>): readonly string[] {
  if (path.includes("*")) {
    const pattern = expression(path);
    return [...files].filter((file) => pattern.test(file));
  }
  if (path.endsWith("/")) return [...files].filter((file) => file.startsWith(path));
  return files.has(path) ? [path] : [];
}

function expression(path: string): RegExp {
  const below = path.endsWith("/");
  const names = path.slice(0, below ? -1 : undefined).split("/");
  const last = names.pop()!;
  const directories = names.map((name) => (name === "**" ? "(?:[^/]+/)*" : `${namePattern(name)}/`)).join("");
  return new RegExp(`^${directories}${namePattern(last)}${below ? "/" : "$"}`);
}

function namePattern(name: string): string {
  return name.replace(/[.+^${}()|[\]\\?]/g, "\\$&").replaceAll("*", "[^/]*");
}
