// What steps left in a directory in memory, written to this machine's disk. Must write nothing outside the directory that
// it is given.

import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { content, type FileSystem } from "../interpreter/file-system.ts";

/** Writes what is below a directory in memory to one that it makes on disk. Throws the file system's errors. */
export function takeOutput(files: FileSystem, from: string, to: string): void {
  mkdirSync(to);
  for (const { path, node } of files.below(from)) {
    const target = join(to, path);
    if (node.type === "directory") mkdirSync(target);
    else if (node.type === "link") symlinkSync(node.target, target);
    else {
      writeFileSync(target, content(node));
      chmodSync(target, node.executable ? 0o755 : 0o644);
    }
  }
}
