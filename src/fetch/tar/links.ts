// Whether a symbolic link stays within its tree, following the tree's other links as the kernel would.
// Must never look at the disk: what counts is the tree as it was unpacked.

/** As many as the kernel follows; beyond it no path resolves at all. */
const MOST_HOPS = 40;

/** `links` maps the path of each link of the tree to its target. */
export function leavesTree(path: string, links: ReadonlyMap<string, string>): boolean {
  const at = path.split("/").slice(0, -1);
  const target = links.get(path)!;
  if (target.startsWith("/")) return true;
  const coming = target.split("/").reverse();
  let hops = 0;
  while (coming.length > 0) {
    const part = coming.pop()!;
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (at.pop() === undefined) return true;
      continue;
    }
    at.push(part);
    const next = links.get(at.join("/"));
    if (next === undefined) continue;
    if (next.startsWith("/")) return true;
    if (++hops > MOST_HOPS) return false;
    at.pop();
    coming.push(...next.split("/").reverse());
  }
  return false;
}
