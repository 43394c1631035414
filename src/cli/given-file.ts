// Files that the command line names: what cannot be read of them is told by its path.

import { readFile } from "node:fs/promises";
import { fail, succeed, type Result } from "../model/failure.ts";
import { reason } from "./reason.ts";

/** A file with what it holds. */
export interface GivenFile {
  readonly name: string;
  readonly content: Buffer;
}

/** Reads a file that is `what`: a key, a policy, a manifest. */
export async function readGivenFile(what: string, name: string): Promise<Result<GivenFile>> {
  try {
    return succeed({ name, content: await readFile(name) });
  } catch (error) {
    return fail("operand", `Cannot read ${what} "${name}": ${reason(error)}`);
  }
}

/** Reads files; the first that cannot be read is the failure. */
export async function readGivenFiles(what: string, names: readonly string[]): Promise<Result<readonly GivenFile[]>> {
  const files: GivenFile[] = [];
  for (const file of await Promise.all(names.map((name) => readGivenFile(what, name)))) {
    if (!file.ok) return file;
    files.push(file.value);
  }
  return succeed(files);
}
