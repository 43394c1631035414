// Finds what a path inside a root stands for on the host, to explain a failure. Must never be used to decide what runs:
// the kernel alone does that, and here nothing of the mounts is seen but what they were made from.

import { lstat, readlink } from "node:fs/promises";
import { join } from "node:path";
import { WRITABLE } from "./contract.ts";
import { UPPER } from "./prepared-root.ts";
import type { PreparedRoot } from "./prepared-root.ts";

/** The host's path of a file or directory inside, links followed within the root; undefined when there is none. */
export async function findOnHost(prepared: PreparedRoot, path: string): Promise<string | undefined> {
  const rest = path.split("/").filter((name) => name !== "" && name !== ".");
  let reached: string[] = [];
  let found: string | undefined;
  for (let links = 0; rest.length > 0; ) {
    const name = rest.shift()!;
    if (name === "..") {
      reached.pop();
      continue;
    }
    const next = [...reached, name];
    found = await firstOf(candidates(prepared, next));
    if (found === undefined) return undefined;
    if ((await lstat(found)).isSymbolicLink()) {
      if (++links > 40) return undefined;
      const target = await readlink(found);
      if (target.startsWith("/")) reached = [];
      rest.unshift(...target.split("/").filter((part) => part !== "" && part !== "."));
    } else {
      reached = next;
    }
  }
  return found;
}

/** Where the entry at a path inside may lie, uppermost first. */
function candidates({ root, scratch }: PreparedRoot, names: readonly string[]): string[] {
  const [top, second, ...below] = names;
  if (WRITABLE.some((name) => name === top)) return [join(scratch, UPPER, "state", ...names)];
  if (top === "repo" && root.files !== undefined) return [join(root.files.directory, ...names.slice(1))];
  const index = root.sources.findIndex((source) => top === "src" && source.name === second);
  if (index !== -1)
    return [join(scratch, UPPER, `src${index}`, ...below), join(root.sources[index]!.directory, ...below)];
  return [join(scratch, "skeleton", ...names), ...root.layers.map((layer) => join(layer.directory, ...names))];
}

async function firstOf(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await lstat(path).catch(() => undefined)) return path;
  return undefined;
}
