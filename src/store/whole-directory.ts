// A directory of the caller's that is there whole or not at all, whenever this process is killed. Must never replace
// anything, nor follow a link that has its name.

import { mkdir, rename } from "node:fs/promises";
import { fail, type Result } from "../model/failure.ts";
import { kindAt } from "./entry-kind.ts";
import { ioFailure } from "./io-failure.ts";
import { isSystemError, reasonOf } from "../model/system-error.ts";
import { removeTree } from "./remove-tree.ts";

/** The codes by which the system says that a directory cannot be made there. */
const NO_PLACE: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "EACCES", "EPERM", "EROFS"]);

/**
 * Fills `<destination>.partial` and gives it its name when that has succeeded; else removes it, and rejects with what
 * `fill` rejects with. A kill leaves the one with the other name.
 */
export async function makeWhole<T>(
  destination: string,
  fill: (partial: string) => Promise<Result<T>>,
): Promise<Result<T>> {
  const cannot = (found: string, hint: string) =>
    fail("destination", `Cannot export to ${JSON.stringify(destination)}: ${found}`, { hint });
  if (kindAt(destination) !== undefined) return cannot("it exists already", "remove it, or export to another place");
  const partial = `${destination}.partial`;
  try {
    await mkdir(partial);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === "EEXIST")
      return cannot(
        `${JSON.stringify(partial)} is in the way`,
        "an export that was killed left it, or one is under way: remove it when none is",
      );
    if (NO_PLACE.has(error.code))
      return cannot(reasonOf(error), "name a place in a folder that is there and may be written");
    return { ok: false, failures: [ioFailure("export to", destination, error)] };
  }
  let isWhole = false;
  try {
    const filled = await fill(partial);
    if (filled.ok) await rename(partial, destination);
    isWhole = filled.ok;
    return filled;
  } finally {
    if (!isWhole) await removeTree(partial);
  }
}
