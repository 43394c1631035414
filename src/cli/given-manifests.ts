// Manifests and signatures that other people gave, as files and directories of files.

import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { byBytes } from "../bytes/order.ts";
import { givenManifests, type GivenManifests } from "../engine/manifest-source.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { currentPaths, INDEX, parseIndex } from "../published/index-text.ts";
import { readGivenFiles } from "./given-file.ts";
import { isObservationName } from "./observations-at-hand.ts";
import { reason } from "./reason.ts";

/** Reads the manifests (`*.json`) and names the other files, among which signatures may be. */
export async function readGiven(
  paths: readonly string[],
): Promise<Result<{ readonly manifests: GivenManifests; readonly signatures: readonly string[] }>> {
  const files = await filesOf(paths);
  if (!files.ok) return files;
  const named = files.value.filter(
    (file) => file.endsWith(".json") && !isObservationName(file) && !file.endsWith(".dsse.json"),
  );
  if (named.length === 0)
    return fail(
      "operand",
      `Cannot verify ${paths.map((path) => `"${path}"`).join(", ")}: no manifest (*.json) is there`,
      ofStateFolder(paths),
    );
  const read = await readGivenFiles("manifest", named);
  if (!read.ok) return read;
  const manifests = givenManifests(read.value.map(({ name, content }) => ({ file: name, content })));
  const signatures = files.value.filter((file) => !named.includes(file));
  return manifests.ok ? succeed({ manifests: manifests.value, signatures }) : manifests;
}

/**
 * The files that are named, and those in the directories that are, sorted within each; of a published folder those that
 * its index offers.
 */
export async function filesOf(paths: readonly string[]): Promise<Result<readonly string[]>> {
  const files: string[] = [];
  for (const path of paths) {
    try {
      if (!(await stat(path)).isDirectory()) files.push(path);
      else if (isPublished(path)) {
        const index = parseIndex(await readFile(join(path, INDEX)), join(path, INDEX));
        if (!index.ok) return index;
        files.push(...currentPaths(index.value).map((each) => join(path, each)));
      } else files.push(...(await readdir(path)).sort(byBytes).map((name) => join(path, name)));
    } catch (error) {
      return fail("operand", `Cannot read "${path}": ${reason(error)}`);
    }
  }
  return succeed(files);
}

function isPublished(folder: string): boolean {
  return existsSync(join(folder, INDEX)) && existsSync(join(folder, "manifests"));
}

/** A hint where a state folder is given for the manifests in it. */
export function ofStateFolder(paths: readonly string[]): { readonly hint?: string } {
  const within = paths.map((path) => join(path, "manifests")).find((path) => existsSync(path));
  return within === undefined ? {} : { hint: `did you mean ${within}?` };
}
