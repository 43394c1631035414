// A file of the caller's that is there whole or not at all. Must never replace one.

import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { fail, type Result } from "../model/failure.ts";
import { reason } from "./reason.ts";

/** Has `write` make `<destination>.part`, and gives it its name when that has succeeded; else removes it. */
export async function makeWholeFile<T>(
  destination: string,
  write: (temporary: string) => Promise<Result<T>>,
): Promise<Result<T>> {
  if (existsSync(destination))
    return fail("destination", `Cannot export to "${destination}": it exists already`, {
      hint: "remove it, or export to another place",
    });
  const temporary = `${destination}.part`;
  try {
    const written = await write(temporary);
    if (written.ok) await rename(temporary, destination);
    else await rm(temporary, { force: true });
    return written;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    return fail("destination", `Cannot write "${destination}": ${reason(error)}`, {
      hint: "name a file in a directory that is there and may be written",
    });
  }
}
