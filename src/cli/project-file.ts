// Replaces a file of the project by one rename, so that it is never half there.

import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { fail, succeed, type Result } from "../model/failure.ts";
import { isMissing } from "../store/io-failure.ts";
import { reason } from "./reason.ts";

/** Writes what `text` makes of the file as it is, "" where there is none. `what` names its content in a failure. */
export async function replaceProjectFile(
  path: string,
  what: string,
  text: (before: string) => string,
): Promise<Result<void>> {
  try {
    const before = await readFile(path, "utf8").catch((error: unknown) => {
      if (isMissing(error)) return "";
      throw error;
    });
    // Never through a link that lies in wait under that name.
    await rm(`${path}.new`, { force: true });
    await writeFile(`${path}.new`, text(before), { flag: "wx" });
    await rename(`${path}.new`, path);
    return succeed(undefined);
  } catch (error) {
    return fail("destination", `Cannot record ${what} in "${path}": ${reason(error)}`);
  }
}
