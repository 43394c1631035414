// The TXT records of a name, from the resolver of this machine or from one that is named. What they say is for others to
// check.

import { Resolver } from "node:dns/promises";
import { fail, succeed, type Result } from "../model/failure.ts";

/** `server` is ADDRESS or ADDRESS:PORT; undefined for this machine's own. Each record is one text. */
export async function txtRecords(name: string, server: string | undefined): Promise<Result<readonly string[]>> {
  const resolver = new Resolver({ timeout: 5000, tries: 2 });
  try {
    if (server !== undefined) resolver.setServers([server]);
    return succeed((await resolver.resolveTxt(name)).map((pieces) => pieces.join("")));
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    return fail("key-unavailable", `Cannot look up "${name}": ${code}`);
  } finally {
    resolver.cancel();
  }
}
