// The files among which signatures are looked for, as the command line names them: with all that lies below a folder,
// as people sort their signatures into folders of their own. Must never follow a link into another folder.

import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { byBytes } from "../bytes/order.ts";
import { SignatureFiles } from "../manifest/signature-files.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { reason } from "./reason.ts";

const DEEPEST = 8;

/** The files that are named, and those below the directories that are, sorted within each. */
export async function filesBelow(paths: readonly string[], depth = 0): Promise<Result<readonly string[]>> {
  const files: string[] = [];
  for (const path of paths) {
    try {
      if (!(await stat(path)).isDirectory()) {
        files.push(path);
        continue;
      }
      if (depth === DEEPEST) return fail("operand", `Cannot read "${path}": folders are nested deeper than ${DEEPEST}`);
      const entries = await readdir(path, { withFileTypes: true });
      entries.sort((a, b) => byBytes(a.name, b.name));
      for (const entry of entries) {
        if (entry.isFile()) files.push(join(path, entry.name));
        else if (entry.isSymbolicLink() && (await stat(join(path, entry.name))).isFile())
          files.push(join(path, entry.name));
        else if (entry.isDirectory()) {
          const below = await filesBelow([join(path, entry.name)], depth + 1);
          if (!below.ok) return below;
          files.push(...below.value);
        }
      }
    } catch (error) {
      return fail("operand", `Cannot read "${path}": ${reason(error)}`);
    }
  }
  return succeed(files);
}

/** Reads all of the files but manifests, observations and envelopes (`*.json`). */
export async function readSignatureFiles(paths: readonly string[]): Promise<Result<SignatureFiles>> {
  const files: { readonly path: string; readonly content: Uint8Array }[] = [];
  for (const path of new Set(paths.filter((each) => !each.endsWith(".json")))) {
    try {
      files.push({ path, content: await readFile(path) });
    } catch (error) {
      return fail("operand", `Cannot read signature "${path}": ${reason(error)}`);
    }
  }
  return succeed(new SignatureFiles(files));
}
