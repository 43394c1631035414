// The paths of what lies in a folder and in those below it. Must never follow a link.

import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * Paths from `top` of all that is no folder below `top`/`below`; "" for all of it. What `without` is true of is passed
 * over, a folder with all that it holds. Rejects with the file system's error.
 */
export async function pathsBelow(
  top: string,
  below: string,
  without: (path: string, entry: Dirent) => boolean,
): Promise<string[]> {
  const paths: string[] = [];
  for (const entry of await readdir(join(top, below), { withFileTypes: true })) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (without(path, entry)) continue;
    if (entry.isDirectory()) paths.push(...(await pathsBelow(top, path, without)));
    else paths.push(path);
  }
  return paths;
}
