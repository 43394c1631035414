// Path rules: which names, paths and link targets a tree may hold. LISTING.md states the same rules in words.
// Must never allow what a listing could not carry, or what would reach out of the tree.

/** Bytes of UTF-8 that a path may have, so that it still fits below any home within the kernel's 4,095. */
export const longestPath = 2048;
/** Bytes of one name between slashes: what every common file system allows. */
const longestName = 255;
/** Bytes of a link's target: the kernel's limit. */
const longestTarget = 4095;

/** What is wrong with a path of a tree, as the end of a sentence; undefined when it is right. */
export function pathProblem(path: string): string | undefined {
  if (path === "") return "is empty";
  if (path.includes("\n") || path.includes("\0")) return "holds a line break or a zero byte";
  if (holdsDots(path)) return 'holds an empty name, "." or ".."';
  // A character has at most three bytes per code unit, so that short paths need no counting.
  if (path.length * 3 > longestName) {
    if (Buffer.byteLength(path) > longestPath) return `is longer than ${longestPath} bytes`;
    if (path.split("/").some((name) => Buffer.byteLength(name) > longestName))
      return `holds a name longer than ${longestName} bytes`;
  }
  return undefined;
}

/** Whether any name in the path is empty, "." or ".."; a plain loop, since it runs for each line of every listing. */
function holdsDots(path: string): boolean {
  for (let start = 0; start <= path.length; ) {
    const slash = path.indexOf("/", start);
    const end = slash === -1 ? path.length : slash;
    const length = end - start;
    if (length === 0) return true;
    if (length <= 2 && path[start] === "." && path[end - 1] === ".") return true;
    start = end + 1;
  }
  return false;
}

/**
 * What is wrong with the target of the link at `path`; undefined when it is right. Absolute targets stay in the tree,
 * which is laid at `/`.
 */
export function targetProblem(path: string, target: string): string | undefined {
  if (target === "") return "is empty";
  if (/[\n\0]/.test(target)) return "holds a line break or a zero byte";
  if (Buffer.byteLength(target) > longestTarget) return `is longer than ${longestTarget} bytes`;
  if (climbsOut(path, target)) return "climbs above the tree's root";
  return undefined;
}

function climbsOut(path: string, target: string): boolean {
  let depth = target.startsWith("/") ? 0 : path.split("/").length - 1;
  for (const name of target.split("/")) {
    if (name === "..") depth--;
    else if (name !== "" && name !== ".") depth++;
    if (depth < 0) return true;
  }
  return false;
}

/** The directory that holds a path; "" for the tree's root. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "" : path.slice(0, slash);
}
