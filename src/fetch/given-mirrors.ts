// The mirrors that a user gives, each an address or a directory of this machine. Must never let one through that could
// not be a mirror: a wrong one would show only as a source that is nowhere to be had.

import { stat } from "node:fs/promises";
import { fail, succeed, type Failure, type Result } from "../model/failure.ts";
import { withoutPassword, type Archives, type WhereToLook } from "./places.ts";
import { localPath, schemeOf, webAddress } from "./web-address.ts";

/** Tells addresses and directories apart; fails with all that are neither. `noun` is what messages call one. */
export async function givenMirrors(
  given: readonly string[],
  noun = "mirror",
): Promise<Result<Pick<WhereToLook, "mirrors" | "directories">>> {
  const mirrors: string[] = [];
  const directories: string[] = [];
  const failures: Failure[] = [];
  const wrong = (mirror: string, found: string): void => {
    const refused = fail("operand", `Cannot use ${noun} ${JSON.stringify(withoutPassword(mirror))}: ${found}`, {
      hint: `a ${noun} is a directory of files, or an address that starts with http:// or https://`,
    });
    failures.push(...refused.failures);
  };
  for (const mirror of given) {
    const scheme = schemeOf(mirror);
    if (webAddress(mirror) !== undefined) mirrors.push(mirror);
    else if (scheme === "http" || scheme === "https") wrong(mirror, "it is not an address");
    else if (scheme !== undefined && scheme !== "file") wrong(mirror, `${scheme} is not a way to fetch files here`);
    else {
      const directory = localPath(mirror);
      const found = directory === undefined ? "it is not an address of this machine" : await directoryFault(directory);
      if (found === undefined) directories.push(directory!);
      else wrong(mirror, found);
    }
  }
  return failures.length === 0 ? succeed({ mirrors, directories }) : { ok: false, failures };
}

async function directoryFault(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).isDirectory() ? undefined : "it is a file, not a directory";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR" ? "there is no such directory" : `it cannot be read: ${code}`;
  }
}

/** The archives that the environment names; fails where one is no address. */
export function givenArchives(environment: Readonly<Record<string, string | undefined>>): Result<Archives> {
  const { FROMSEED_SNAPSHOT: snapshot, FROMSEED_SOFTWARE_HERITAGE: softwareHeritage } = environment;
  for (const [name, address] of Object.entries({
    FROMSEED_SNAPSHOT: snapshot,
    FROMSEED_SOFTWARE_HERITAGE: softwareHeritage,
  }))
    if (address && webAddress(address) === undefined)
      return fail("usage", `Cannot use ${name}: ${JSON.stringify(withoutPassword(address))} is not an address`, {
        hint: "it is where the archive is: an address that starts with http:// or https://",
      });
  return succeed({ ...(snapshot ? { snapshot } : {}), ...(softwareHeritage ? { softwareHeritage } : {}) });
}
