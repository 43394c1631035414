// A directory as text, one line an entry, for comparing trees. Must never follow a link.

import { lstatSync, readFileSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { byBytes } from "../../src/bytes/order.ts";
import { sha256 } from "../../src/bytes/sha256.ts";

/** `mode digest path`, `link path -> target` and `directory path`, sorted. */
export function listed(directory: string): readonly string[] {
  const paths = readdirSync(directory, { recursive: true }) as string[];
  return paths.sort(byBytes).map((path) => {
    const full = join(directory, path);
    const facts = lstatSync(full);
    if (facts.isSymbolicLink()) return `link ${path} -> ${readlinkSync(full)}`;
    const mode = (facts.mode & 0o7777).toString(8);
    return facts.isDirectory()
      ? `directory ${mode} ${path}`
      : `${mode} ${sha256(readFileSync(full)).slice(0, 16)} ${path}`;
  });
}
