// Whether an import may be used at all, and whether its parts are in the store already: what every command asks that works
// in a project with imports. Must never ask a place.

import { fail, succeed, type Result } from "../model/failure.ts";
import type { Import } from "../model/import.ts";
import type { Store } from "../store/store.ts";

/** The folder in which the parts of an import lie; undefined when they are still to be brought. */
export async function knownImport(store: Store, contract: number, asked: Import): Promise<Result<string | undefined>> {
  const { name, digest, at } = asked;
  if (asked.contract === contract)
    return succeed((await store.hasTree(digest)) ? store.treeDirectory(digest) : undefined);
  return fail(
    "import-contract",
    `Cannot import "${name}": it is imported for version ${asked.contract} of the sandbox contract, and this fromseed has version ${contract}`,
    {
      place: at,
      hint: "under another version its stages have other keys than people signed: import a version of it for this one, or use the fromseed that it was imported with",
    },
  );
}
