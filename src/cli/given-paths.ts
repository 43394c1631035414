// The files that the command line names, and those in the folders that it names. Whatever lies in a folder is a
// stranger's: what is no file is named and passed over, and keeps nobody from the rest. Must never follow a link into
// another folder.

import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { byBytes } from "../bytes/order.ts";
import type { PassedOver } from "../manifest/signature-files.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { currentPaths, INDEX, parseIndex } from "../published/index-text.ts";
import { reason } from "./reason.ts";

export interface GivenPaths {
  /** In the order in which they were named, sorted within each folder. */
  readonly files: readonly string[];
  /** Folders within those that are named, where only files were asked for. */
  readonly folders: readonly string[];
  /** What is no file, and what lies too deep. */
  readonly passedOver: readonly PassedOver[];
}

/** Signatures are sorted into folders of people and years, and not much deeper. */
const DEEPEST = 8;
/** Where a home has the trees of its stages: their files are no signatures, and there are many. */
const TREES = "trees";

/** The files that are named, and those in the folders that are; of a published folder those that its index offers. */
export async function filesIn(paths: readonly string[]): Promise<Result<GivenPaths>> {
  return gather(paths, 0);
}

/** As `filesIn`, with all that lies in folders below. */
export async function filesBelow(paths: readonly string[]): Promise<Result<GivenPaths>> {
  return gather(paths, DEEPEST);
}

async function gather(paths: readonly string[], deepest: number): Promise<Result<GivenPaths>> {
  const found: Found = { files: [], folders: [], passedOver: [], deepest };
  for (const path of paths)
    try {
      if (isPublished(path)) {
        const index = parseIndex(await readFile(join(path, INDEX)), join(path, INDEX));
        if (!index.ok) return index;
        found.files.push(...currentPaths(index.value).map((each) => join(path, each)));
      } else if ((await stat(path)).isDirectory()) await look(path, 0, found);
      else found.files.push(path);
    } catch (error) {
      return fail("operand", `Cannot read "${path}": ${reason(error)}`);
    }
  return succeed(found);
}

function isPublished(path: string): boolean {
  return existsSync(join(path, INDEX)) && existsSync(join(path, "manifests"));
}

interface Found {
  readonly files: string[];
  readonly folders: string[];
  readonly passedOver: PassedOver[];
  readonly deepest: number;
}

async function look(folder: string, depth: number, found: Found): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => byBytes(a.name, b.name))) {
    const path = join(folder, entry.name);
    const pass = (why: string): unknown => found.passedOver.push({ name: path, why });
    if (entry.isDirectory() && found.deepest === 0) found.folders.push(path);
    else if (entry.isDirectory() && depth === found.deepest) pass("it lies too deep");
    else if (entry.isDirectory() && entry.name === TREES) pass("it is a folder of trees");
    else if (entry.isDirectory())
      try {
        await look(path, depth + 1, found);
      } catch (error) {
        pass(`it cannot be read: ${reason(error)}`);
      }
    else if (entry.isFile()) found.files.push(path);
    else if (!entry.isSymbolicLink()) pass("it is no file");
    else if (await leadsToFile(path)) found.files.push(path);
    else pass("it is a link that leads to no file");
  }
}

async function leadsToFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
