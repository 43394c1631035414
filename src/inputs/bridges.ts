// A bridge as manifests name it: a source that nobody can read, by what the steps see of it, with what its recipe says.
// Must never look at what it holds: that it cannot be read is what it is declared for.

import { canonicalJson } from "../bytes/canonical-json.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { Bridge } from "../model/manifest.ts";
import type { BridgeSource, Source } from "../model/recipe.ts";
import type { Obtaining } from "./obtaining.ts";
import { obtainSource } from "./sources.ts";

/** One that was had here before need not be there any more: how large it is stays among the records. */
export async function bridgeOf(obtaining: Obtaining, source: BridgeSource): Promise<Result<Bridge>> {
  const { name, bridge, unpack } = source;
  if (unpack === undefined)
    return succeed({ type: "bridge", name, size: source.size, ...bridge, sha256: source.sha256 });
  const size = await treeSize(obtaining, source, unpack.tree);
  return size.ok ? succeed({ type: "bridge", name, size: size.value, ...bridge, tree: unpack.tree }) : size;
}

/** The record that tells the size of an unpacked bridge. */
export function sizeRecord(tree: string): string {
  return `size-tree-${tree}`;
}

async function treeSize(obtaining: Obtaining, source: Source, tree: string): Promise<Result<number>> {
  const { store } = obtaining;
  const known = await store.text("records", sizeRecord(tree));
  const size = Number(known.ok ? known.value : undefined);
  if (Number.isSafeInteger(size)) return succeed(size);
  const own = await obtainSource(obtaining, source);
  if (!own.ok) return own;
  const found = await store.tree(source.unpack!.tree);
  if (!found.ok) return found;
  const put = await store.putText("records", sizeRecord(tree), `${canonicalJson(found.value.size)}\n`);
  return put.ok ? succeed(found.value.size) : put;
}
