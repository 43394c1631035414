// A source's file on its way to another machine: where it lies in the directory that `fetch --into` fills and `--mirror`
// is given. Must never replace a file of that name that is another one.

import { copyFile, mkdir, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { sha256File } from "../bytes/sha256.ts";
import { carriedNames } from "../fetch/places.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { Source } from "../model/recipe.ts";
import { reason } from "./reason.ts";

/** Copies it, unless it is there already, to the first of its names that no other file has. */
export async function carryFile(from: string, source: Source, into: string): Promise<Result<void>> {
  for (const name of carriedNames(source)) {
    const target = join(resolve(into), name);
    try {
      const found = await digestAt(target);
      if (found === source.sha256) return succeed(undefined);
      if (found !== undefined) continue;
      await mkdir(dirname(target), { recursive: true });
      // Whole or not at all: half a file would be another one.
      await copyFile(from, `${target}.part`);
      await rename(`${target}.part`, target);
      return succeed(undefined);
    } catch (error) {
      await rm(`${target}.part`, { force: true });
      return fail("destination", `Cannot copy "${source.file}" to ${JSON.stringify(target)}: ${reason(error)}`);
    }
  }
  return fail(
    "destination",
    `Cannot copy "${source.file}" to ${JSON.stringify(into)}: other files have its names there`,
    {
      hint: `remove ${join(into, carriedNames(source).at(-1)!)}, which is not what its name says`,
    },
  );
}

/** The digest of the file there, "other" of what is no file, undefined when there is nothing. */
async function digestAt(path: string): Promise<string | undefined> {
  try {
    return await sha256File(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    if (code === "EISDIR") return "other";
    throw error;
  }
}
