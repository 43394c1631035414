// A folder that people exchange: manifests, observations and their signatures, as plain files poured together. Must never
// overwrite what somebody else says: another text goes by another name.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fail, succeed, type Result } from "../model/failure.ts";
import { otherName } from "../published/other-name.ts";
import { reason } from "./reason.ts";

export interface SharedFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** Writes files into a folder, which is made where it is not there. */
export async function shareFiles(folder: string, files: readonly SharedFile[]): Promise<Result<void>> {
  try {
    await mkdir(folder, { recursive: true });
    for (const { name, content } of files) {
      const path = join(folder, name);
      const there = await contentAt(path);
      if (there === undefined) await writeFile(path, content);
      else if (!there.equals(Buffer.from(content))) await writeFile(join(folder, otherName(name, content)), content);
    }
    return succeed(undefined);
  } catch (error) {
    return fail("destination", `Cannot write into ${JSON.stringify(folder)}: ${reason(error)}`);
  }
}

async function contentAt(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
