// Which folders of a repository people may keep elsewhere, with a link in their place: one at the top, or that of a recipe.
// Pure. Whoever looks at paths of a repository asks here, so that all follow the same links and no other.

/** The part of a path from the root that may be such a link, without "/" at its end; "" where no part of it is a folder. */
export function folderElsewhere(path: string): string {
  return /^(recipes\/[^/]+|[^/]+)(?=\/)/.exec(path)?.[0] ?? "";
}
